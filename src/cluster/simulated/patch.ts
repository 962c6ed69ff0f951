import {isMap} from './objects.js';
import {badRequest, unsupportedMedia} from './status.js';

/** The media types of a PATCH. */
export const PATCH_TYPES = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

/**
 * Applies a patch to a copy of an object.
 *
 * @throws StatusError 400 for a patch that cannot be applied, 415 for an unknown media type.
 */
export function patched(object: unknown, patch: unknown, mediaType: string): unknown {
  if (mediaType.startsWith(PATCH_TYPES.json)) return jsonPatch(object, patch);
  if (mediaType.startsWith(PATCH_TYPES.merge)) return mergePatch(object, patch);
  if (mediaType.startsWith(PATCH_TYPES.strategic)) return strategicPatch(object, patch, inPlace);
  if (mediaType.startsWith(PATCH_TYPES.apply)) return strategicPatch(object, patch, atEnd);
  throw unsupportedMedia(
    `the body of the request was in an unknown format - accepted media types include: ${Object.values(PATCH_TYPES).join(', ')}`,
  );
}

/** @see https://www.rfc-editor.org/rfc/rfc7396 */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return patch;
  const result: Record<string, unknown> = isMap(target) ? {...target} : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}

/** Lists of Kubernetes objects that are merged by a key instead of replaced; those that scenarios patch. */
const MERGE_KEYS: Record<string, string> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  volumes: 'name',
  env: 'name',
  imagePullSecrets: 'name',
  volumeMounts: 'mountPath',
  webhooks: 'name',
};

/** Brings together what a list has and what a patch makes of it. */
type Order = (known: Item[], merged: Item[], key: string) => Item[];

function strategicPatch(target: unknown, patch: unknown, order: Order): unknown {
  if (!isMap(patch)) return patch;
  const result: Record<string, unknown> = isMap(target) ? {...target} : {};
  for (const [key, value] of Object.entries(patch)) {
    const mergeKey = MERGE_KEYS[key];
    if (value === null) delete result[key];
    else if (mergeKey && Array.isArray(value)) result[key] = mergeLists(result[key], value, mergeKey, order);
    else result[key] = strategicPatch(result[key], value, order);
  }
  return result;
}

type Item = Record<string, unknown>;

/** Merges two lists by a key. */
function mergeLists(target: unknown, patch: readonly unknown[], key: string, order: Order): unknown[] {
  const known = (Array.isArray(target) ? target : []) as Item[];
  const wanted = patch.filter(isMap);
  const merged = wanted
    .filter(item => item.$patch !== 'delete')
    .map(item => strategicPatch(known[placeOf(item, known, key)], item, order) as Item);
  const kept = known.filter(
    item => merged.some(other => other[key] === item[key]) || !wanted.some(other => other[key] === item[key]),
  );
  return order(kept, merged, key);
}

const placeOf = (item: Item, list: readonly Item[], key: string): number =>
  list.findIndex(other => other[key] === item[key]);

/** A strategic patch: what is patched stays in its place, and what is added comes before what follows. */
const inPlace: Order = (known, merged, key) => {
  const untouched = known.filter(item => placeOf(item, merged, key) < 0);
  const rest = [...merged];
  const result: Item[] = [];
  while (untouched.length && rest.length) {
    const left = placeOf(untouched[0] as Item, known, key);
    const right = placeOf(rest[0] as Item, known, key);
    result.push((right >= 0 && left < right ? untouched : rest).shift() as Item);
  }
  return [...result, ...untouched, ...rest];
};

/** Server-side apply: what is added comes last. */
const atEnd: Order = (known, merged, key) => [
  ...known.map(item => merged[placeOf(item, merged, key)] ?? item),
  ...merged.filter(item => placeOf(item, known, key) < 0),
];

interface Operation {
  op: string;
  path: string;
  from?: string;
  value?: unknown;
}

/** @see https://www.rfc-editor.org/rfc/rfc6902 */
function jsonPatch(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw badRequest('error decoding patch: it is no list of operations');
  const root = {value: structuredClone(target)};
  for (const operation of patch as Operation[]) applyOperation(root, operation);
  return root.value;
}

function applyOperation(root: {value: unknown}, {op, path, from = '', value}: Operation): void {
  if (op === 'test') {
    if (JSON.stringify(read(root, path)) !== JSON.stringify(value)) throw badRequest(`testing path ${path} failed`);
  } else if (op === 'remove') remove(root, path);
  else if (op === 'add') write(root, path, value, true);
  else if (op === 'replace') {
    if (read(root, path) === undefined) throw missing('replace', path);
    write(root, path, value, false);
  } else if (op === 'copy') write(root, path, structuredClone(read(root, from)), true);
  else if (op === 'move') {
    const moved = read(root, from);
    remove(root, from);
    write(root, path, moved, true);
  } else throw badRequest(`unexpected kind of operation: ${op}`);
}

const missing = (op: string, path: string) =>
  badRequest(
    `the server rejected our request due to an error in our request: ${op} operation does not apply: doc is missing path: ${path}`,
  );

const tokens = (path: string): string[] => [
  'value',
  ...path
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~')),
];

type Node = Record<string, unknown> | unknown[];

function read(root: {value: unknown}, path: string): unknown {
  return tokens(path).reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], root);
}

function parentOf(root: {value: unknown}, path: string): {parent: Node; key: string} {
  const keys = tokens(path);
  const key = keys.pop() ?? '';
  const parent = keys.reduce<unknown>((node, part) => (node as Record<string, unknown> | undefined)?.[part], root);
  if (typeof parent !== 'object' || parent === null) throw missing('add', path);
  return {parent: parent as Node, key};
}

function write(root: {value: unknown}, path: string, value: unknown, insert: boolean): void {
  const {parent, key} = parentOf(root, path);
  if (!Array.isArray(parent)) parent[key] = value;
  else if (key === '-') parent.push(value);
  else parent.splice(Number(key), insert ? 0 : 1, value);
}

function remove(root: {value: unknown}, path: string): void {
  const {parent, key} = parentOf(root, path);
  if (read(root, path) === undefined) throw missing('remove', path);
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
}
