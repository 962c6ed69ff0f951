import type {ScoreCard} from '../../score/card.js';
import {gateSymbol, gateWord} from '../../score/gate-word.js';
import {fixesFirst} from '../../view/fixes.js';
import {stagesOf} from '../../view/stage-times.js';
import {symbolsFor} from '../../view/symbols.js';
import {leftBehind} from '../../view/tally.js';
import type {RunView} from '../../view/view.js';
import {chronicle, participants} from '../chronicle.js';
import {alertFigures, shareText} from '../figures.js';
import {figuresTable, type LinkTable, sharesTable} from '../link-tables.js';
import {headlineSentence} from '../sentence.js';
import {stageCell} from '../stages.js';
import {timeSpent} from '../time-spent.js';
import {scenarioSection, verdictOf} from './scenario.js';
import {blocks, code, list, table, text} from './text.js';

const SYMBOLS = symbolsFor(false);

/** The after-action report as Markdown that GitHub, GitLab and wikis show alike. */
export const markdownReport = (view: RunView, card: ScoreCard): string =>
  `${blocks(
    `# ${text(view.started?.drill.title ?? 'kubedrill')}`,
    text(headlineSentence(view)),
    scoreSection(card),
    fixSection(view),
    matrixSection(view),
    '## Each scenario',
    ...view.scenarios.map(scenarioSection),
    lessonsSection(view),
    timelineSection(view),
    methodSection(view, card),
  )}\n`;

function scoreSection({total, components, gates}: ScoreCard): string {
  const rows = components.map(c => [text(c.label), String(c.points), String(c.max), text(c.explanation)]);
  const gateLines = gates.map(g => {
    const state = `${SYMBOLS[gateSymbol(g)]} ${g.held ? 'held' : `**${gateWord(g)}**`}`;
    return `${state}: ${text(g.name)}${g.detail ? ` (${text(g.detail)})` : ''}`;
  });
  return blocks(
    `## Score ${total} of 100`,
    table([['component', 'points', 'of', 'how'], ...rows]),
    gateLines.length ? `### Gates\n\n${list(gateLines)}` : undefined,
  );
}

function fixSection(view: RunView): string {
  const lines = fixesFirst(view, 5).map(
    (fix, i) => `${i + 1}. **${text(fix.title)}**: ${text(fix.cause)}\n   - change: ${text(fix.change)}`,
  );
  return blocks('## What to fix first', lines.join('\n') || 'Nothing that this run could show.');
}

function matrixSection(view: RunView): string {
  const stages = stagesOf(view.scenarios);
  const rows = view.scenarios.map(s => [
    text(s.plan.title),
    verdictOf(s),
    s.plan.severity,
    ...stages.map(stage => text(stageCell(s, stage))),
  ]);
  return blocks(
    '## Scenarios and links',
    table([['scenario', 'verdict', 'severity', ...stages], ...rows]),
    figuresTable(view).rows.length ? blocks('### Where the SLA went', linkTable(sharesTable(view))) : undefined,
    figuresTable(view).rows.length ? blocks('### Latency of each link', linkTable(figuresTable(view))) : undefined,
  );
}

const linkTable = ({head, rows}: LinkTable): string => table([head, ...rows.map(row => row.map(text))]);

function lessonsSection(view: RunView): string {
  const good = view.scenarios.filter(s => s.verdict === 'detected' || s.verdict === 'prevented');
  const fixes = fixesFirst(view, Number.POSITIVE_INFINITY).map(f => [text(f.title), text(f.change), '', '']);
  const {recall, precision} = alertFigures(view);
  return blocks(
    '## Strengths and improvements',
    good.length
      ? list(good.map(s => `${text(s.plan.title)}: ${s.verdict}`))
      : 'No attack was detected in time or prevented.',
    `Of the attacks that got through, seen: ${shareText(recall)}. Of what alerted, an attack: ${shareText(precision)}.`,
    '### Improvement plan',
    table([['area to improve', 'change', 'owner', 'due'], ...(fixes.length ? fixes : [['', '', '', '']])]),
  );
}

function timelineSection(view: RunView): string {
  const moments = chronicle(view).map(m => [m.at.slice(11, 23), text(m.title), text(m.what)]);
  const people = participants(view).map(p => [p.role, text(p.who)]);
  return blocks(
    '## Timeline',
    moments.length ? table([['UTC', 'scenario', 'what'], ...moments]) : 'No attack was made.',
    '## Participants',
    table([['role', 'who'], ...people]),
  );
}

function timeLines(view: RunView): string[] {
  const {run, scenarios} = timeSpent(view);
  return [
    ...(run ? [`time: ${text(run)}`] : []),
    ...(scenarios ? [`time of all scenarios, which ran side by side: ${scenarios}`] : []),
  ];
}

function methodSection(view: RunView, {excluded}: ScoreCard): string {
  const {started, cluster} = view;
  const kind = started?.cluster.simulated ? '**simulated**' : (started?.cluster.kind ?? '');
  const left = leftBehind(view);
  const checks = view.checks.map(c => [text(c.title), c.state, text(c.detail)]);
  return blocks(
    '## How it was measured',
    list([
      `run ${code(started?.run ?? '')} of ${started?.at ?? ''}, kubedrill ${text(started?.kubedrill ?? '')}`,
      `cluster ${text(cluster?.name ?? 'not up')}: ${kind}, Kubernetes ${text(cluster?.version ?? 'unknown')}; ${text(started?.cluster.reason ?? '')}`,
      'latencies count from the response of a request to the moment at which its evidence could be seen, on one clock',
      ...timeLines(view),
      ...excluded.map(e => `left out of the score: ${code(e.scenario)}, ${text(e.reason)}`),
      `left behind: ${left.length ? left.map(code).join(', ') : 'nothing'}`,
    ]),
    checks.length ? `### Preflight\n\n${table([['check', 'state', 'finding'], ...checks])}` : undefined,
  );
}
