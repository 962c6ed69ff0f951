/**
 * A time that was measured, or how long was waited in vain: what did not happen until the end has no time, and is
 * neither dropped nor averaged with those that have one. `earlierMs`: by how much a facilitator accepted that it was earlier
 * than it came; `ms` is the accepted time. `unsureMs`: by how much it may be off, where it was looked for from time to time;
 * `unknownMs`: for how long of that nobody could look.
 */
export type Measure = {ms: number; earlierMs?: number; unsureMs?: number; unknownMs?: number} | {beyondMs: number};
