import {resourceOfKind, rootPath} from '../../kube/resources.js';
import type {Claim} from '../claim.js';

/** An object as others refer to it. */
export interface ObjectRef {
  apiVersion: string;
  kind: string;
  namespace?: string | undefined;
  name: string;
}

/** The API path of an object; undefined for a kind that is not built in: its plural is not known. */
export function objectPath({apiVersion, kind, namespace, name}: ObjectRef): string | undefined {
  const resource = resourceOfKind(kind, apiVersion);
  if (!resource || !name) return undefined;
  const base = rootPath(apiVersion);
  const scope = resource.namespaced ? `/namespaces/${namespace ?? 'default'}` : '';
  return `${base}${scope}/${resource.plural}/${name}`;
}

/** Whether an object is one of a scenario under way: its token stands in its name or namespace. */
export const isOurs = ({namespace = '', name}: ObjectRef, tokens: readonly string[]): boolean =>
  tokens.some(token => namespace.includes(token) || name.includes(token));

/** What is said of an object as it stands, at a moment where that is known. */
export function claimOfObject(ref: ObjectRef, at?: string): Claim[] {
  const object = objectPath(ref);
  return object === undefined ? [] : [{object, ...(at !== undefined && {at})}];
}
