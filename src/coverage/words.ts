/** The log sources that are probed, in the order in which they are reported. */
export const LOGS = ['containers', 'pods', 'nodes', 'control-plane', 'audit', 'events'] as const;
export type LogName = (typeof LOGS)[number];

/**
 * What became of the markers of a log source. *arrived*: all of them, in time. *late*: all, some of them after the SLA.
 * *lossy*: some, or not whole. *missing*: none. *not observable*: it cannot be known. *skipped*: not tried, because
 * what it needs is not there.
 */
export const STATES = ['arrived', 'late', 'lossy', 'missing', 'not observable', 'skipped'] as const;
export type State = (typeof STATES)[number];
