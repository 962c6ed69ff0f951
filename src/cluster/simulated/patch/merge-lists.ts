import {isMap} from '../objects.js';
import {serverFault} from '../status.js';
import {goText} from './go-text.js';

export type Item = Record<string, unknown>;

/** Brings together what a list has and what a patch makes of it. `key` is what items are known by. */
export type Order = (known: readonly Item[], merged: readonly Item[], key: string) => Item[];

/** The list after a patch, by its merge key. `merge` applies an item's patch to what is there of it. */
export function mergeLists(
  target: readonly unknown[],
  patch: readonly unknown[],
  key: string,
  order: Order,
  merge: (known: unknown, item: Item) => unknown,
): Item[] {
  const known = target.filter(isMap);
  const items = patch.filter(isMap);
  const deleted = items.filter(item => item.$patch === 'delete');
  const merged = items.filter(item => item.$patch === undefined);
  if (items.some(item => item.$patch === 'replace')) return merged.map(item => merge(undefined, item) as Item);
  const kept = known.filter(item => placeOf(item, deleted, key) < 0);
  return order(
    kept,
    merged.map(item => merge(kept[placeOf(item, kept, key)], item) as Item),
    key,
  );
}

/** @throws StatusError 500 for what cannot be merged by a key, or for a directive that there is not. */
export function checkItems(patch: readonly unknown[], key: string): void {
  for (const item of patch) {
    if (!isMap(item)) throw serverFault(`list element types are not identical: ${goText(patch)}`);
    const {$patch} = item;
    if ($patch === 'merge') throw serverFault('merging lists cannot yet be specified in the patch');
    if ($patch !== undefined && $patch !== 'delete' && $patch !== 'replace')
      throw serverFault(`unknown patch type: ${goText($patch)} in map: ${goText(item)}`);
    if ($patch !== 'replace' && item[key] === undefined) throw noMergeKey(item, key);
  }
}

const noMergeKey = (item: Item, key: string) =>
  serverFault(`map: ${goText(item)} does not contain declared merge key: ${key}`);

const placeOf = (item: Item, list: readonly Item[], key: string): number =>
  list.findIndex(other => other[key] === item[key]);

/** A strategic patch: what is patched stays in its place, and what is added comes before what follows. */
export const inPlace: Order = (known, merged, key) =>
  interleaved(
    known.filter(item => placeOf(item, merged, key) < 0),
    merged,
    known,
    key,
  );

/** The order that `$setElementOrder` names; what it does not name stays where it was among the others. */
export const inOrderOf =
  (wanted: readonly Item[]): Order =>
  (known, merged, key) => {
    const all = [
      ...known.map(item => merged[placeOf(item, merged, key)] ?? item),
      ...merged.filter(item => placeOf(item, known, key) < 0),
    ];
    const named = wanted.flatMap(item => all.filter(other => other[key] === item[key]));
    const others = all.filter(item => placeOf(item, wanted, key) < 0);
    return interleaved(others, named, known, key);
  };

/** Two lists in one: in each its own order, between them that of the server where both are known to it. */
function interleaved(own: readonly Item[], patched: readonly Item[], known: readonly Item[], key: string): Item[] {
  const [left, right] = [[...own], [...patched]];
  const result: Item[] = [];
  while (left.length && right.length) {
    const [a, b] = [placeOf(left[0] as Item, known, key), placeOf(right[0] as Item, known, key)];
    result.push((a >= 0 && b >= 0 && a < b ? left : right).shift() as Item);
  }
  return [...result, ...left, ...right];
}
