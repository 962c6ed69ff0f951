import type {ScoreCard} from '../../score/card.js';
import {gateWord} from '../../score/gate-word.js';
import {endingOf, goodText, isQuarantined} from '../../view/nightly/attempts.js';
import type {RunView, ScenarioView} from '../../view/view.js';

/** Something of a run that a person has to look at. */
export interface Notice {
  /** *error*: known to be wrong. *warning*: not known, or not wrong enough to fail a gate on its own. */
  level: 'error' | 'warning';
  title: string;
  message: string;
}

const SEVERITIES: readonly string[] = ['critical', 'high', 'medium', 'low'];

/** What is wrong with a run, the worst first: gates, then scenarios by severity. What is in quarantine is no news. */
export function noticesOf(view: RunView, {gates}: ScoreCard): Notice[] {
  const bySeverity = view.scenarios
    .filter(s => !isQuarantined(s))
    .toSorted((a, b) => SEVERITIES.indexOf(a.plan.severity) - SEVERITIES.indexOf(b.plan.severity));
  const found = [
    ...outcomeNotices(view),
    ...gates.filter(({held}) => !held).map(gateNotice),
    ...bySeverity.flatMap(scenarioNotices),
  ];
  return [...found.filter(({level}) => level === 'error'), ...found.filter(({level}) => level === 'warning')];
}

function outcomeNotices({ended}: RunView): Notice[] {
  if (ended?.outcome === 'finished') return [];
  const why = ended ? ended.outcome : 'its log has no end';
  return [{level: 'error', title: 'the run did not finish', message: `${why}: what it did not come to is not known`}];
}

function gateNotice(gate: ScoreCard['gates'][number]): Notice {
  const {name, detail, undecided} = gate;
  return {
    level: undecided ? 'warning' : 'error',
    title: `gate ${gateWord(gate)}: ${name}`,
    message: detail || 'it does not hold',
  };
}

function scenarioNotices(s: ScenarioView): Notice[] {
  const {benign, plan} = s;
  const noise: Notice[] =
    benign?.state === 'alerted'
      ? [
          {
            level: 'warning',
            title: `false alarm: ${plan.title}`,
            message: `${benign.rules.join(', ')} alerted on the benign twin`,
          },
        ]
      : [];
  return [...endingNotice(s), ...noise];
}

function endingNotice(s: ScenarioView): Notice[] {
  const ending = endingOf(s);
  const title = `${ending ?? 'not judged'}: ${s.plan.title}`;
  const why = [s.explanation ?? 'the run ended before it was judged', ...(s.link ? [`change: ${s.link.change}`] : [])];
  const message = why.join('; ');
  switch (ending) {
    case 'missed':
    case 'late':
      return [{level: 'error', title, message}];
    case 'flaky':
      return [{level: 'warning', title, message: `${goodText(s)} attempts; ${message}`}];
    case 'inconclusive':
    case 'not executed':
    case undefined:
      return [{level: 'warning', title, message}];
    case 'detected':
    case 'prevented':
    case 'skipped':
      return [];
  }
}
