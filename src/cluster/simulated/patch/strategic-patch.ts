import {ownValue, put} from '../../../lib/json/dictionary.js';
import {isMap} from '../objects.js';
import {badRequest, serverFault} from '../status.js';
import {goText} from './go-text.js';
import {isUnited, mergeKeyOf} from './merge-keys.js';
import {checkItems, type Item, inOrderOf, inPlace, mergeLists} from './merge-lists.js';

const ORDER = '$setElementOrder/';
const DELETED = '$deleteFromPrimitiveList/';
const RETAINED = '$retainKeys';

/**
 * A strategic merge patch, with the directives that kubectl sends.
 *
 * @throws StatusError 400 for what is not a map, 500 for a directive that cannot be followed, as kube-apiserver has it.
 * @see https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
 */
export function strategicPatch(target: unknown, patch: unknown): unknown {
  if (!isMap(patch))
    throw badRequest(
      `json: cannot unmarshal ${Array.isArray(patch) ? 'array' : typeof patch} into Go value of type map[string]interface {}`,
    );
  return mergeMap(isMap(target) ? target : {}, patch);
}

function mergeMap(target: Item, patch: Item): Item {
  const {$patch, ...said} = patch;
  if ($patch === 'replace') return withoutDirectives(said) as Item;
  if ($patch === 'delete') return {};
  if ($patch !== undefined) throw serverFault(`unknown patch type: ${goText($patch)} in map: ${goText(patch)}`);
  const result = retained(target, said);
  const orders = listsOf(said, ORDER);
  for (const [key, gone] of listsOf(said, DELETED))
    change(result, key, list => list.filter(item => !gone.includes(item)));
  for (const [key, value] of Object.entries(said)) {
    if (value === null) delete result[key];
    else if (!key.startsWith('$')) put(result, key, merged(key, ownValue(result, key), value, orders.get(key)));
  }
  for (const [key, wanted] of orders) if (!(key in said)) change(result, key, list => reordered(key, list, wanted));
  return result;
}

/** Changes a list of a map, where it has one. */
function change(map: Item, key: string, to: (list: unknown[]) => unknown[]): void {
  const list: unknown = ownValue(map, key);
  if (Array.isArray(list)) put<unknown>(map, key, to(list));
}

function merged(name: string, target: unknown, value: unknown, wanted?: readonly unknown[]): unknown {
  // What is not there yet is taken as it is: nothing is merged, so directives in it mean nothing.
  if (Array.isArray(value) && Array.isArray(target)) return mergedList(name, target, value, wanted);
  return isMap(value) && isMap(target) ? mergeMap(target, value) : withoutDirectives(value);
}

function mergedList(
  name: string,
  target: readonly unknown[],
  value: readonly unknown[],
  wanted: readonly unknown[] = [],
): unknown[] {
  const key = mergeKeyOf(name, [...target, ...value]);
  if (key) checkItems(value, key);
  if (wanted.length && (key || isUnited(name))) checkOrder(value, wanted, key);
  if (key) {
    const ordered = wanted.length ? inOrderOf(wanted.filter(isMap)) : inPlace;
    return mergeLists(target, value, key, ordered, (known, item) =>
      isMap(known) ? mergeMap(known, item) : withoutDirectives(item),
    );
  }
  if (!isUnited(name)) return withoutDirectives(value) as unknown[];
  return plain((wanted.length ? inOrderOf(wrapped(wanted)) : inPlace)(wrapped(target), wrapped(value), 'text'));
}

/** Texts as items that are their own key: lists of them are ordered as those of maps are. */
const wrapped = (texts: readonly unknown[]): Item[] => texts.map(text => ({text}));
const plain = (items: readonly Item[]): unknown[] => items.map(({text}) => text);

/** kubectl names all that a list is to hold in its order: a patch in another order was not meant so. */
function checkOrder(patch: readonly unknown[], wanted: readonly unknown[], key: string | undefined): void {
  const known = (item: unknown): unknown => (key && isMap(item) ? item[key] : item);
  const items = patch.filter(item => !(isMap(item) && '$patch' in item)).map(known);
  let found = 0;
  for (const item of wanted.map(known)) if (found < items.length && items[found] === item) found++;
  if (found < items.length)
    throw serverFault(
      `The order in patch list:\n${goText(patch)}\n doesn't match $setElementOrder list:\n${goText(wanted)}\n`,
    );
}

/** A list of which only the order is said. */
function reordered(name: string, list: readonly unknown[], wanted: readonly unknown[]): unknown[] {
  const key = mergeKeyOf(name, list);
  if (key) return inOrderOf(wanted.filter(isMap))(list.filter(isMap), [], key);
  return isUnited(name) ? plain(inOrderOf(wrapped(wanted))(wrapped(list), [], 'text')) : [...list];
}

/** What of a map may stay beside the patch: `$retainKeys` is said of unions, of which one member replaces another. */
function retained(target: Item, patch: Item): Item {
  const keys = patch[RETAINED];
  if (!Array.isArray(keys)) return {...target};
  // What the patch takes away need not be retained: kubectl sends `rollingUpdate: null` beside `$retainKeys: [type]`.
  const lost = Object.keys(patch).find(key => !key.startsWith('$') && patch[key] !== null && !keys.includes(key));
  if (lost !== undefined) throw serverFault('the field list in $retainKeys does not contain a field of the patch');
  return Object.fromEntries(Object.entries(target).filter(([key]) => keys.includes(key)));
}

function listsOf(patch: Item, prefix: string): Map<string, unknown[]> {
  const found = Object.entries(patch).filter(([key]) => key.startsWith(prefix));
  return new Map(found.map(([key, value]) => [key.slice(prefix.length), Array.isArray(value) ? value : []]));
}

/** What is taken as it is: the types of Kubernetes have no field that begins with a dollar, nor any null. */
export function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives);
  if (!isMap(value)) return value;
  const entries = Object.entries(value).filter(([key, inner]) => !key.startsWith('$') && inner !== null);
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutDirectives(inner)]));
}
