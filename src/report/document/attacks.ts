import {formatDuration} from '../../lib/duration.js';
import {acknowledgementText} from '../../view/acknowledgement-words.js';
import {attemptsOf} from '../../view/nightly/attempts.js';
import type {RunView, ScenarioView} from '../../view/view.js';
import type {Attack} from './document.js';

/** When each attack ran, when its evidence was seen, and when it was due. */
export const attacksOf = (view: RunView): Attack[] =>
  view.scenarios.flatMap(attemptsOf).flatMap(s => attackOf(s) ?? []);

const titleOf = ({plan, attempt}: ScenarioView): string =>
  attempt ? `${plan.title}, attempt ${attempt.attempt}` : plan.title;

function attackOf(s: ScenarioView): Attack | undefined {
  const attack = s.requests.filter(r => r.sent.purpose === 'attack');
  if (!attack.length) return undefined;
  const to = Math.max(...attack.map(r => r.answered?.ms ?? r.sent.ms));
  const marks = s.signals
    .filter(signal => signal.counted)
    .map(({ms, stage, source, latencyMs}) => ({
      ...{ms, alert: stage === 'alerted'},
      label: `${stage} by ${source} after ${formatDuration(latencyMs)}`,
    }));
  const answers = s.acknowledgements
    .filter(({counted}) => counted)
    .map(event => ({ms: event.ms, alert: false, label: `acknowledged ${acknowledgementText(event)}`}));
  const unmet = s.stages.filter(stage => stage.state === 'missed' || stage.state === 'late');
  const slaMs = Math.max(...unmet.flatMap(stage => stage.slaMs ?? []));
  return {
    ...{title: titleOf(s), from: Math.min(...attack.map(r => r.sent.ms)), to, marks: [...marks, ...answers]},
    ...(Number.isFinite(slaMs) && {dueMs: to + slaMs}),
  };
}
