import {createHash} from 'node:crypto';

/** One part of a fleet: the `index`th, from 0, of `count`. */
export interface Shard {
  index: number;
  count: number;
}

/**
 * The entries of one part. All are ranked by the hashes of their names, and each part is a stretch of these ranks: parts
 * are as large as each other, every entry is in exactly one, wherever it stands in the file, and a cluster more moves few
 * of the others to another part.
 */
export function inShard<E extends {name: string}>(entries: readonly E[], {index, count}: Shard): E[] {
  const ranked = entries
    .map(entry => ({entry, rank: createHash('sha256').update(entry.name).digest('hex')}))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1));
  return ranked.filter((_, rank) => Math.floor((rank * count) / ranked.length) === index).map(({entry}) => entry);
}
