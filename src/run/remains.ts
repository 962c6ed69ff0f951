/** What could not be undone, each with the reason. */
export interface Remains {
  left: string[];
  /** Those of `left` of which nobody can say whether they are still there: the server did not answer. */
  unsure: string[];
}

/** All of several. */
export const allRemains = (...parts: readonly Remains[]): Remains => ({
  left: parts.flatMap(({left}) => left),
  unsure: parts.flatMap(({unsure}) => unsure),
});
