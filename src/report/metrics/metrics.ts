import type {Stage} from '../../events/words.js';
import type {ScoreCard} from '../../score/card.js';
import {linkTimes} from '../../view/link-times.js';
import {endingOf, isFlaky, isQuarantined} from '../../view/nightly/attempts.js';
import type {RunView} from '../../view/view.js';

/** A number of a run, under the labels that tell it from others. */
export interface Point {
  labels: Readonly<Record<string, string>>;
  value: number;
}

/** A metric: its name with dots, as OpenTelemetry writes it; Prometheus' is made from it. */
export interface Metric {
  name: string;
  help: string;
  /** Seconds; absent: a plain number. */
  unit?: 's';
  points: readonly Point[];
}

/** What a metric is, and which of its labels there are beside those of the run. */
export const METRICS = {
  'kubedrill.run.timestamp': {unit: 's', help: 'When the run began, in seconds since 1970: alert on its age'},
  'kubedrill.run.duration': {unit: 's', help: 'How long the run took'},
  'kubedrill.run.finished': {help: '1: the run was played to its end; 0: interrupted or failed'},
  'kubedrill.score': {help: 'The score, from 0 to 100; absent: nothing could be scored'},
  'kubedrill.gate.held': {help: '1: the gate held; 0: it did not, or that is not known'},
  'kubedrill.scenario.verdict': {help: 'How a scenario ended, as its label verdict; always 1'},
  'kubedrill.scenario.quarantined': {help: '1: the scenario is in quarantine, and no gate looks at it'},
  'kubedrill.false.alarm': {help: '1: the benign twin of the scenario alerted; 0: it was silent'},
  'kubedrill.link.latency': {
    unit: 's',
    help: 'From the attack to a link of its chain; of acknowledged, from the alert',
  },
  'kubedrill.sla': {unit: 's', help: 'The SLA of a link'},
  'kubedrill.finding': {
    help: 'How many scenarios or links are worse than in the nights before, by kind; absent: nobody asked',
  },
} as const satisfies Record<string, Omit<Metric, 'name' | 'points'>>;
export type MetricName = keyof typeof METRICS;

/** A run as numbers. All of it is gauges: a run is over when it is told of. */
export function metricsOf(view: RunView, card: ScoreCard): Metric[] {
  const {started} = view;
  if (!started) return [];
  const run = labelsOf(view);
  const at = (value: number, more: Record<string, string> = {}): Point => ({labels: {...run, ...more}, value});
  const scored = card.excluded.length < view.scenarios.length;
  const points: Record<MetricName, readonly Point[]> = {
    'kubedrill.run.timestamp': [at(Date.parse(started.at) / 1000)],
    'kubedrill.run.duration': [at(view.nowMs / 1000)],
    'kubedrill.run.finished': [at(view.ended?.outcome === 'finished' ? 1 : 0)],
    'kubedrill.score': scored ? [at(card.total)] : [],
    'kubedrill.gate.held': byName(card.gates).map(([name, held]) => at(held ? 1 : 0, {gate: name})),
    'kubedrill.scenario.verdict': view.scenarios.map(s =>
      at(1, {scenario: s.plan.id, verdict: endingOf(s) ?? 'not run', severity: s.plan.severity}),
    ),
    'kubedrill.scenario.quarantined': view.scenarios.filter(isQuarantined).map(s => at(1, {scenario: s.plan.id})),
    'kubedrill.false.alarm': view.scenarios.flatMap(({plan, benign}) =>
      benign?.state === 'alerted' || benign?.state === 'silent'
        ? [at(benign.state === 'alerted' ? 1 : 0, {scenario: plan.id})]
        : [],
    ),
    'kubedrill.link.latency': links(view).map(({labels, ms}) => at(ms / 1000, labels)),
    'kubedrill.sla': slas(view).map(({labels, ms}) => at(ms / 1000, labels)),
    'kubedrill.finding': findings(view).map(({kind, count}) => at(count, {kind})),
  };
  return (Object.keys(METRICS) as MetricName[]).flatMap(name =>
    points[name].length ? [{name, ...METRICS[name], points: points[name]}] : [],
  );
}

/** Of gates of one name, which would be one series, all have to hold. */
const byName = (gates: ScoreCard['gates']): [name: string, held: boolean][] =>
  [...Map.groupBy(gates, ({name}) => name)].map(([name, same]) => [name, same.every(({held}) => held)]);

/** What every number of a run is told under. Nothing of it differs from night to night. */
export function labelsOf({started, cluster, context}: RunView): Record<string, string> {
  const kind = started?.cluster.kind ?? '';
  return {
    cluster: context?.cluster ?? (kind === 'existing' && cluster ? cluster.name : kind),
    drill: started?.drill.id ?? '',
    ...(context?.fleet !== undefined && {fleet: context.fleet}),
    simulated: String(started?.cluster.simulated ?? false),
  };
}

type Told = {labels: {scenario: string; link: Stage}; ms: number};

const links = ({scenarios}: RunView): Told[] =>
  scenarios.flatMap(s =>
    linkTimes(s).map(({stage, sinceMs}) => ({labels: {scenario: s.plan.id, link: stage}, ms: sinceMs})),
  );

/** Also of links that were never seen. Of several SLAs of a link the tightest is told. */
const slas = ({scenarios}: RunView): Told[] =>
  scenarios.flatMap(({plan, stages}) => {
    const tightest = new Map<Stage, number>();
    for (const {stage, slaMs} of stages)
      if (slaMs !== undefined) tightest.set(stage, Math.min(slaMs, tightest.get(stage) ?? slaMs));
    return [...tightest].map(([link, ms]) => ({labels: {scenario: plan.id, link}, ms}));
  });

/** What only the nights before can say is absent where nobody asked them, or they could not answer: 0 would be green. */
function findings({history, scenarios}: RunView): {kind: string; count: number}[] {
  const flaky = {kind: 'flaky', count: scenarios.filter(isFlaky).length};
  if (!history || history.undecided !== undefined) return [flaky];
  const {lost, slower, newNoise} = history;
  return [
    flaky,
    {kind: 'lost', count: lost.length},
    {kind: 'slower', count: slower.length},
    {kind: 'new noise', count: newNoise.length},
  ];
}
