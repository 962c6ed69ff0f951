import type {BenignState, ClusterKind, Stage, Verdict} from '../../events/words.js';

/**
 * What the words of the event log are in a database, where seventy million rows have them. A number that was given once
 * means the same for ever: databases outlive programs.
 */
export const VERDICT = {
  ...{detected: 1, late: 2, missed: 3, prevented: 4},
  ...{'not executed': 5, inconclusive: 6, skipped: 7},
} as const satisfies Record<Verdict, number>;

export const KIND = {kind: 1, existing: 2, envtest: 3, simulated: 4} as const satisfies Record<ClusterKind, number>;

export const STAGE = {
  ...{executed: 1, audited: 2, collected: 3, alerted: 4},
  ...{acknowledged: 5, contained: 6},
} as const satisfies Record<Stage, number>;

export const BENIGN = {silent: 1, alerted: 2, unknown: 3, 'not run': 4} as const satisfies Record<BenignState, number>;

/** How a run ended. */
export type Outcome = 'finished' | 'interrupted' | 'failed';
export const OUTCOME = {finished: 1, interrupted: 2, failed: 3} as const satisfies Record<Outcome, number>;

/** The word that a number stands for; undefined for one of a newer kubedrill. */
export const wordOf = <W extends string>(codes: Readonly<Record<W, number>>, code: number): W | undefined =>
  (Object.keys(codes) as W[]).find(word => codes[word] === code);
