import type {EventLog} from '../events/log.js';
import type {Clock} from '../lib/clock.js';
import type {Source} from '../sources/source.js';
import type {StepsResult} from './act/steps.js';
import type {Playing} from './watch/playing.js';

/** Logs whether anything alerted on the benign twin; `twin` is absent where the scenario has none. */
export function judgeBenign(
  {log, sources, clock}: {log: EventLog; sources: readonly Source[]; clock: Clock},
  {execution, benignAlerts, workloadAlerts}: Pick<Playing, 'execution' | 'benignAlerts' | 'workloadAlerts'>,
  twin?: StepsResult,
): void {
  const scenario = execution.id;
  const rules = [...benignAlerts];
  if (twin?.outcome !== 'executed') {
    const detail = twin ? `step ${twin.step} did not succeed: ${twin.message}` : 'the scenario has none';
    log.append({type: 'benign.judged', scenario, state: 'not run', rules, detail});
    return;
  }
  const from = Math.min(...[...execution.requests.values()].filter(r => r.purpose === 'benign').map(r => r.sentAt));
  const blind = sources.find(s => s.stage === 'alerted' && s.sight(from, clock.now(), 'missed').state === 'blind');
  const state = rules.length ? 'alerted' : blind ? 'unknown' : 'silent';
  const detail = `not counted, because the drill is a ServiceAccount and no person: ${[...workloadAlerts].join(', ')}`;
  log.append({type: 'benign.judged', scenario, state, rules, ...(workloadAlerts.size && {detail})});
}
