import {RESOURCES, type Resource} from '../../kube/resources.js';

/** Resources that are asked, not stored. */
const REVIEWS: readonly Resource[] = [
  {
    kind: 'SubjectAccessReview',
    plural: 'subjectaccessreviews',
    apiVersion: 'authorization.k8s.io/v1',
    namespaced: false,
  },
  {kind: 'TokenReview', plural: 'tokenreviews', apiVersion: 'authentication.k8s.io/v1', namespaced: false},
];

const SERVED: readonly Resource[] = [...RESOURCES, ...REVIEWS];

/** The `apiVersion` of a group and a version; the core group has no name. */
export const groupVersion = (group: string, version: string): string => (group ? `${group}/${version}` : version);

/** The resource of a group, version and plural; undefined for one that this server does not have. */
export const servedResource = (group: string, version: string, plural: string): Resource | undefined =>
  SERVED.find(r => r.plural === plural && r.apiVersion === groupVersion(group, version));

/** Every API group with its resources, for discovery. */
export function servedGroups(): Map<string, Resource[]> {
  const groups = new Map<string, Resource[]>();
  for (const resource of SERVED)
    groups.set(resource.apiVersion, [...(groups.get(resource.apiVersion) ?? []), resource]);
  return groups;
}

/** Whether a use of it is marked in the audit event: by `apiVersion` and plural. */
export const isDeprecated = ({apiVersion, plural}: Resource): boolean =>
  apiVersion === 'v1' && ['componentstatuses', 'endpoints'].includes(plural);
