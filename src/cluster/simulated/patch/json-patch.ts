import {ownValue, put} from '../../../lib/json/dictionary.js';
import {isMap, same} from '../objects.js';
import {badRequest, notSimulated, patchRejected, tooLarge} from '../status.js';

const MOST_OPERATIONS = 10_000;

type Operation = Record<string, unknown>;
type Node = Record<string, unknown> | unknown[];

/**
 * A JSON patch as kube-apiserver applies it, which is not quite RFC 6902: it takes negative indices, replaces keys that
 * are not there, and copies nothing from nowhere. Checked against kube-apiserver 1.34, which uses evanphx/json-patch v4.
 *
 * @throws StatusError 400 for what is not a list of operations, 422 for an operation that does not apply.
 * @see https://www.rfc-editor.org/rfc/rfc6902
 */
export function jsonPatch(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw badRequest(`error decoding patch: ${unmarshal(patch)} []handlers.jsonPatchOp`);
  if (patch.length > MOST_OPERATIONS)
    throw tooLarge(`The allowed maximum operations in a JSON patch is ${MOST_OPERATIONS}, got ${patch.length}`);
  const odd = patch.find(operation => !isMap(operation) && operation !== null);
  if (odd !== undefined) throw badRequest(`error decoding patch: ${unmarshal(odd)} handlers.jsonPatchOp`);
  const document = structuredClone(target);
  const root = {document};
  for (const operation of patch) apply(root, (operation ?? {}) as Operation);
  return decoded(root.document, '');
}

/** Maps of texts, in which null becomes the empty text when Go decodes it; elsewhere it is what is not there. */
const TEXTS: readonly string[] = [
  'labels',
  'annotations',
  'matchLabels',
  'nodeSelector',
  'data',
  'stringData',
  'binaryData',
];

/** Null as Go decodes it. */
function decoded(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map(item => (item === null ? '' : decoded(item, '')));
  if (!isMap(value)) return value;
  const isOfTexts = TEXTS.includes(name);
  const entries = Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
    if (inner === null) return isOfTexts ? [[key, '']] : [];
    return [[key, decoded(inner, key)]];
  });
  return Object.fromEntries(entries);
}

/** As Go's encoding/json says it. */
const unmarshal = (value: unknown): string =>
  `json: cannot unmarshal ${Array.isArray(value) ? 'array' : isMap(value) ? 'object' : typeof value === 'boolean' ? 'bool' : typeof value} into Go value of type`;

function apply(root: {document: unknown}, operation: Operation): void {
  const {op, path, value} = operation;
  // The whole document can be replaced, and nothing else be done to it.
  if (op === 'replace' && path === '') {
    root.document = structuredClone(given(value));
    return;
  }
  const change = typeof op === 'string' ? ownValue(CHANGES, op) : undefined;
  if (!change) throw patchRejected();
  change(root.document, operation);
}

const CHANGES: Readonly<Record<string, (document: unknown, operation: Operation) => void>> = {
  add: (document, {path, value}) => insert(placeOf(document, path), given(value)),
  remove: (document, {path}) => take(placeOf(document, path)),
  replace(document, {path, value}) {
    const place = placeOf(document, path);
    if (Array.isArray(place.parent)) place.parent[indexIn(place.parent, place.key)] = given(value);
    else put(place.parent, place.key, given(value));
  },
  move(document, {from, path}) {
    const value = take(placeOf(document, from));
    insert(placeOf(document, path), value);
  },
  copy(document, {from, path}) {
    const value = read(placeOf(document, from));
    insert(placeOf(document, path), structuredClone(given(value)));
  },
  test(document, operation) {
    const found = read(placeOf(document, operation.path));
    if (found === undefined && !('value' in operation))
      throw notSimulated('a test without a value of what is not there');
    if (!same(found ?? null, operation.value ?? null)) throw patchRejected();
  },
};

/** What is not said is null. */
const given = (value: unknown): unknown => value ?? null;

interface Place {
  parent: Node;
  key: string;
}

/** Where a pointer leads: all but its last part has to be there. What stands before the first slash is not looked at. */
function placeOf(document: unknown, pointer: unknown): Place {
  if (typeof pointer !== 'string' || !pointer.includes('/')) throw patchRejected();
  const keys = pointer
    .split('/')
    .slice(1)
    .map(part => part.replaceAll(/~[01]/g, sign => (sign === '~1' ? '/' : '~')));
  const key = keys.pop() ?? '';
  let parent = document;
  for (const part of keys) parent = isNode(parent) ? read({parent, key: part}) : undefined;
  if (!isNode(parent)) throw patchRejected();
  return {parent, key};
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** What stands there; undefined for a key that a map does not have. */
const read = ({parent, key}: Place): unknown =>
  Array.isArray(parent) ? parent[indexIn(parent, key)] : ownValue(parent, key);

function insert({parent, key}: Place, value: unknown): void {
  if (!Array.isArray(parent)) put(parent, key, value);
  else if (key === '-') parent.push(value);
  else parent.splice(indexIn([...parent, undefined], key), 0, value);
}

function take({parent, key}: Place): unknown {
  if (Array.isArray(parent)) return parent.splice(indexIn(parent, key), 1)[0];
  if (!Object.hasOwn(parent, key)) throw patchRejected();
  const value = parent[key];
  delete parent[key];
  return value;
}

/** An index as Go's strconv.Atoi reads it; negative ones count from the end. */
function indexIn(list: readonly unknown[], key: string): number {
  const index = /^[+-]?\d+$/.test(key) ? Number(key) : Number.NaN;
  const place = index < 0 ? index + list.length : index;
  if (!(place >= 0 && place < list.length)) throw patchRejected();
  return place;
}
