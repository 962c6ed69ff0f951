import {nearest} from '../../../lib/text/suggest.js';
import type {Finding} from '../../finding.js';

/** `error`s keep a drill from being played; with a `warning` it plays, but not as its author will want. */
export const warning = (path: PropertyKey[], message: string): Finding => ({path, message, severity: 'warning'});

/** A name that nothing in the drill has, with the nearest that there is. */
export function unknownName(
  path: PropertyKey[],
  what: string,
  name: string,
  known: readonly string[],
  where = 'in this drill',
): Finding[] {
  if (known.includes(name)) return [];
  const near = nearest(name, known);
  const next = near ? `did you mean ${near}?` : known.length ? `there are ${known.join(', ')}` : 'the drill has none';
  return [{path, message: `there is no ${what} ${name} ${where}: ${next}`}];
}

/** Ids that stand a second time. */
export const repeatedIds = (path: PropertyKey[], what: string, ids: readonly string[]): Finding[] =>
  ids.flatMap((id, index) =>
    ids.indexOf(id) < index
      ? [{path: [...path, index, 'id'], message: `there is ${what} ${id} already: each needs an id of its own`}]
      : [],
  );
