import type {ScoreCard} from '../../score/card.js';
import {fixesFirst} from '../../view/fixes.js';
import {endingOf} from '../../view/nightly/attempts.js';
import {underTestFacts} from '../../view/nightly/context-words.js';
import {stagesOf} from '../../view/stage-times.js';
import {leftBehind} from '../../view/tally.js';
import type {RunView} from '../../view/view.js';
import {chronicle, participants} from '../chronicle.js';
import {alertFigures, shareText} from '../figures.js';
import {figuresTable, type LinkTable, sharesTable} from '../link-tables.js';
import {headlineSentence} from '../sentence.js';
import {stageCell} from '../stages.js';
import {timeSpent} from '../time-spent.js';
import {attacksOf} from './attacks.js';
import {type Block, type Document, list, paragraph, type Section, type Table} from './document.js';
import {fixItem, gateText, summaryFacts} from './facts.js';
import {rehearsed} from './rehearsed.js';
import {response} from './response.js';
import {scenarioBlock} from './scenario.js';
import {usageOf} from './usage.js';

const SIMULATED: Block = {
  kind: 'paragraph',
  text: [
    {strong: 'Simulated.'},
    " No real API server was involved: this run tests rules and expectations, and says nothing about a cluster's logging.",
  ],
  look: 'notice',
};

/** The after-action report of a run. */
export function afterAction(view: RunView, card: ScoreCard): Document {
  const {started} = view;
  const title = started?.drill.title ?? 'kubedrill';
  return {
    title,
    name: `${title}: ${card.total} of 100`,
    head: [
      paragraph(headlineSentence(view)),
      summaryFacts(view, card),
      ...(started?.cluster.simulated ? [SIMULATED] : []),
    ],
    sections: [
      score(card),
      whatToFix(view),
      matrix(view),
      ...rehearsed(view),
      ...response(view),
      scenarios(view),
      lessons(view),
      timeline(view),
      whoTookPart(view),
      method(view, card),
    ],
  };
}

function score({total, components, gates}: ScoreCard): Section {
  const rows = components.map(c => [c.label, String(c.points), String(c.max), c.explanation]);
  return {
    title: 'Score',
    figure: {value: String(total), of: 'of 100'},
    blocks: [
      {kind: 'table', head: ['component', 'points', 'of', 'how'], rows, numeric: [1, 2]},
      ...(gates.length ? [part('Gates', list(gates.map(gateText)))] : []),
    ],
  };
}

function whatToFix(view: RunView): Section {
  const items = fixesFirst(view, 5).map(fixItem);
  const block: Block = items.length
    ? {kind: 'list', items, look: 'numbered'}
    : paragraph('This run found nothing to fix.');
  return {title: 'What to fix first', blocks: [block]};
}

function matrix(view: RunView): Section {
  const stages = stagesOf(view.scenarios);
  const rows = view.scenarios.map(s => [
    {scenario: s.plan.id, title: s.plan.title},
    {verdict: endingOf(s)},
    s.plan.severity,
    ...stages.map(stage => stageCell(s, stage)),
  ]);
  const figures = figuresTable(view);
  const used = usageOf(view);
  return {
    title: 'Scenarios and links',
    blocks: [
      {kind: 'table', head: ['scenario', 'verdict', 'severity', ...stages], rows},
      ...(used.length ? [part('Latency against SLA', {kind: 'usage', rows: used})] : []),
      ...(figures.rows.length
        ? [part('Where the SLA went', linkTable(sharesTable(view))), part('Latency of each link', linkTable(figures))]
        : []),
    ],
  };
}

const linkTable = (table: LinkTable): Table => ({kind: 'table', ...table});

const scenarios = (view: RunView): Section => ({
  title: 'Each scenario',
  blocks: [
    {
      kind: 'on paper',
      text: 'The documents of the evidence, and the timeline as a table, are in report.html and events.ndjson.',
    },
    ...view.scenarios.map(s => scenarioBlock(s, view)),
  ],
});

function lessons(view: RunView): Section {
  const good = view.scenarios.filter(s => ['detected', 'prevented'].includes(endingOf(s) ?? ''));
  const fixes = fixesFirst(view, Number.POSITIVE_INFINITY).map(f => [f.title, f.change, '', '']);
  const {recall, precision} = alertFigures(view);
  return {
    title: 'Strengths and improvements',
    blocks: [
      good.length
        ? {kind: 'list', items: good.map(s => ({text: `${s.plan.title}: ${s.verdict}`})), look: 'columns'}
        : paragraph('No attack was detected in time or prevented.'),
      paragraph(
        `Attacks that got through and were seen: ${shareText(recall)}. Alerts that were about an attack: ${shareText(precision)}.`,
      ),
      part('Improvement plan', {
        kind: 'table',
        head: ['area to improve', 'change', 'owner', 'due'],
        rows: fixes.length ? fixes : [['–', '', '', '']],
      }),
    ],
  };
}

function timeline(view: RunView): Section {
  const attacks = attacksOf(view);
  const rows = chronicle(view).map(m => [m.at.slice(11, 23), m.title, m.what]);
  return {
    title: 'Timeline',
    blocks: [
      attacks.length ? {kind: 'timeline', attacks} : {kind: 'paragraph', text: 'No attack was made.', look: 'quiet'},
      ...(rows.length
        ? [{kind: 'table', head: ['UTC', 'scenario', 'what'], rows, insteadOf: 'The timeline as a table'} as const]
        : []),
    ],
  };
}

const whoTookPart = (view: RunView): Section => ({
  title: 'Participants',
  blocks: [{kind: 'table', head: ['role', 'who'], rows: participants(view).map(p => [p.role, p.who])}],
});

function method(view: RunView, {excluded}: ScoreCard): Section {
  const {started, cluster, context} = view;
  const left = leftBehind(view);
  const {run, scenarios: each} = timeSpent(view);
  const checks = view.checks.map(c => [c.title, c.state, c.detail]);
  const ways = left.flatMap((code, i) => (i ? [', ', {code}] : [{code}]));
  return {
    title: 'How it was measured',
    blocks: [
      list([
        ['run ', {code: started?.run ?? ''}, ` of ${started?.at ?? ''}, kubedrill ${started?.kubedrill ?? ''}`],
        `cluster ${cluster?.name ?? 'not up'}: ${started?.cluster.kind ?? ''}, Kubernetes ${cluster?.version ?? 'unknown'}; ${started?.cluster.reason ?? ''}`,
        'latencies count from the response of a request to the moment at which its evidence could be seen, on one clock',
        ...(run ? [`time: ${run}`] : []),
        ...(each ? [`time of all scenarios, which ran side by side: ${each}`] : []),
        ...excluded.map(e => ['left out of the score: ', {code: e.scenario}, `, ${e.reason}`]),
        ['left behind: ', ...(ways.length ? ways : ['nothing'])],
      ]),
      ...(context ? [part('What was under test', {kind: 'facts', facts: underTestFacts(context)})] : []),
      ...(checks.length ? [part('Preflight', {kind: 'table', head: ['check', 'state', 'finding'], rows: checks})] : []),
    ],
  };
}

const part = (title: string, ...blocks: Block[]): Block => ({kind: 'part', title, blocks});
