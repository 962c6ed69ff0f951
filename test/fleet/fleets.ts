import type {ClusterResults} from '../../src/fleet/fold/cluster.js';
import {type FleetReport, foldFleet} from '../../src/fleet/fold/fold.js';
import type {Outcome} from '../../src/fleet/outcome.js';
import {DEFAULT_RULES} from '../../src/history/judge/settings.js';
import {type KeptNights, recordsOf} from '../history/kept-nights.js';

export const NIGHTS = 70;
const NAMES = ['a', 'b', 'c'];
/** An hour after the last night. */
export const NOW = Date.parse('2026-01-01T03:17:00Z') + (NIGHTS - 1) * 86_400_000;

/** What there is of a cluster: as many nights, on which all is well where nothing else is said. */
export const cluster = (
  name: string,
  nights: Partial<KeptNights> = {},
  more: Partial<ClusterResults> = {},
): ClusterResults => ({
  cluster: name,
  records: recordsOf({count: NIGHTS, names: NAMES, seed: name.length + name.charCodeAt(0), ...nights}),
  pins: [],
  ...more,
});

/** The last night is not green. */
export const last = (night: number): {green?: false} => (night === NIGHTS ? {green: false} : {});

/** A scenario that is missed in the last night alone. */
export const lost = (scenario: string): Partial<KeptNights> => ({
  attempts: (name, night) =>
    name === scenario && night === NIGHTS ? [{verdict: 'missed', benign: 'silent'}] : undefined,
  run: last,
});

/** What the fleet's run said of an entry an hour after the last night. */
export const outcome = (name: string, exitCode: number, why?: string): Outcome => ({
  ...{schemaVersion: 1, fleet: 'prod', cluster: name, labels: {}, exitCode},
  ...{started: new Date(NOW).toISOString(), ended: new Date(NOW).toISOString(), ...(why && {why})},
});

export const fold = (...results: ClusterResults[]): Promise<FleetReport> =>
  foldFleet('prod', results, {now: NOW, staleMs: 36 * 3_600_000, rules: DEFAULT_RULES});
