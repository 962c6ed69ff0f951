import {type DrillFact, SCHEMA_VERSION} from '../../events/events.js';
import type {ClusterKind} from '../../events/words.js';
import {packageVersion} from '../version.js';

/** A workshop's own log begins as that of a run, one that plays nothing itself. */
export const hallStarted = (run: string, {id, title}: {id: string; title: string}, kind: ClusterKind): DrillFact => ({
  type: 'run.started',
  schemaVersion: SCHEMA_VERSION,
  ...{run, kubedrill: packageVersion(), drill: {id, title}, gates: [], scenarios: []},
  cluster: {kind, simulated: kind === 'simulated', reason: 'one for each team'},
  settings: {slaFactor: 1, graceMs: 0, parallel: 1, keep: false},
});
