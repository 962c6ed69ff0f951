/**
 * A time that was measured, or how long was waited in vain: what did not happen until the end has no time, and is
 * neither dropped nor averaged with those that have one.
 */
export type Measure = {ms: number} | {beyondMs: number};
