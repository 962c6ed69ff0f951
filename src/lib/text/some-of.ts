/** At most this many names are reported where nobody needs them all. */
const TOLD = 5;

/** `A, B, C, D, E and 12 more`: the first names of a list that may be long. */
export const someOf = (names: readonly string[], andMore = (count: number) => `and ${count} more`): string =>
  names.length > TOLD ? `${names.slice(0, TOLD).join(', ')} ${andMore(names.length - TOLD)}` : names.join(', ');
