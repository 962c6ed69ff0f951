import type {Cell, ClusterRow} from '../fold/cluster.js';

/** What a cluster is, in one word. Only what was judged can be green. */
export type Standing = 'green' | 'worse' | 'undecided' | 'stale' | 'not run';

export const standingOf = ({state, green, worse}: ClusterRow): Standing =>
  state !== 'judged' ? state : green ? 'green' : worse ? 'worse' : 'undecided';

/** `missed, in quarantine; alerted: no rule fired`. */
export const cellText = ({ending, broken, cause, quarantined}: Cell): string =>
  [
    `${ending}${quarantined ? ', in quarantine' : ''}`,
    ...(cause === undefined ? [] : [`${broken ? `${broken}: ` : ''}${cause}`]),
  ].join('; ');
