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
      ...{ms, stage, label: `${stage} by ${source} after ${formatDuration(latencyMs)}`},
    }));
  const answers = s.acknowledgements
    .filter(({counted}) => counted)
    .map(event => ({
      ...{ms: event.ms, stage: 'acknowledged' as const, label: `acknowledged ${acknowledgementText(event)}`},
    }));
  return {
    ...{title: titleOf(s), verdict: s.verdict, from: Math.min(...attack.map(r => r.sent.ms)), to},
    ...{marks: [...marks, ...answers], due: dueOf(s, to)},
  };
}

/** An acknowledgement's SLA runs from the alert, which may never have come: it has no place on this clock. */
const dueOf = ({stages}: ScenarioView, from: number): Attack['due'] =>
  stages.flatMap(({stage, state, slaMs}) => {
    const missed = state === 'missed' || state === 'suppressed';
    if (!(missed || state === 'late') || slaMs === undefined || stage === 'acknowledged') return [];
    return [{ms: from + slaMs, missed, label: `${stage} ${state}: its SLA of ${formatDuration(slaMs)} ended`}];
  });
