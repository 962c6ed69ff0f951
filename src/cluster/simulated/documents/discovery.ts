import discovery from '../../../kube/discovery.json' with {type: 'json'};
import {ownValue} from '../../../lib/json/dictionary.js';

/** A resource or subresource as discovery has it. */
interface ApiResource {
  name: string;
  singularName: string;
  namespaced: boolean;
  /** Group and version of the kind, where it is of another than the resource. */
  group?: string;
  version?: string;
  kind: string;
  verbs: readonly string[];
  shortNames?: readonly string[];
  categories?: readonly string[];
}

const known: Readonly<Record<string, readonly ApiResource[]>> = discovery.resources;

/** Every group and version that is served. */
const VERSIONS = Object.keys(known);
const partsOf = (apiVersion: string): {group: string; version: string} => {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  return {group, version};
};

/** What is served of a group and version; undefined for one that is not. */
export const resourceList = (apiVersion: string): unknown => {
  const resources = ownValue(known, apiVersion);
  return resources && {kind: 'APIResourceList', apiVersion: 'v1', groupVersion: apiVersion, resources};
};

/** The groups that have a name, with their versions. */
export const groupList = (): unknown => ({
  kind: 'APIGroupList',
  apiVersion: 'v1',
  groups: VERSIONS.filter(apiVersion => apiVersion.includes('/')).map(apiVersion => {
    const {group: name, version} = partsOf(apiVersion);
    const preferredVersion = {groupVersion: apiVersion, version};
    return {name, versions: [preferredVersion], preferredVersion};
  }),
});

/** The media type of discovery in one document, which kubectl asks for first. */
export const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** All that discovery says of the core group, or of the others, in one document. */
export const aggregated = (isCore: boolean): unknown => ({
  kind: 'APIGroupDiscoveryList',
  apiVersion: 'apidiscovery.k8s.io/v2',
  metadata: {},
  items: VERSIONS.filter(apiVersion => apiVersion.includes('/') !== isCore).map(apiVersion => {
    const {group, version} = partsOf(apiVersion);
    const metadata = {...(group && {name: group}), creationTimestamp: null};
    return {metadata, versions: [{version, resources: discovered(apiVersion), freshness: 'Current'}]};
  }),
});

function discovered(apiVersion: string): unknown[] {
  const all = known[apiVersion] ?? [];
  const own = partsOf(apiVersion);
  const kindOf = ({group = own.group, version = own.version, kind}: ApiResource) => ({group, version, kind});
  return all
    .filter(({name}) => !name.includes('/'))
    .map(resource => {
      const {name, singularName, namespaced, verbs, shortNames, categories} = resource;
      const parts = all.filter(part => part.name.startsWith(`${name}/`));
      const subresources = parts.map(part => ({
        subresource: part.name.slice(name.length + 1),
        responseKind: kindOf(part),
        verbs: part.verbs,
      }));
      return {
        ...{resource: name, responseKind: kindOf(resource), scope: namespaced ? 'Namespaced' : 'Cluster'},
        ...{singularResource: singularName, verbs},
        ...(shortNames && {shortNames}),
        ...(categories && {categories}),
        ...(subresources.length && {subresources}),
      };
    });
}
