import {formatDuration} from '../lib/duration.js';
import type {ScoreCard} from '../score/card.js';
import {fixesFirst} from '../view/fixes.js';
import {groupRequests} from '../view/requests.js';
import {stageOf, stagesOf} from '../view/stage-times.js';
import {symbolsFor, verdictSymbol, verdictWord} from '../view/symbols.js';
import {leftBehind} from '../view/tally.js';
import type {RunView, ScenarioView} from '../view/view.js';
import {headlineSentence, percentiles} from './sentence.js';
import {stageCell} from './stages.js';

const SYMBOLS = symbolsFor(false);

/** The after-action report as Markdown that GitHub, GitLab and wikis show alike. */
export function markdownReport(view: RunView, card: ScoreCard): string {
  const {started} = view;
  const sections = [
    `# ${text(started?.drill.title ?? 'kubedrill')}\n\n${text(headlineSentence(view))}`,
    scoreSection(card),
    fixSection(view),
    matrixSection(view),
    ...view.scenarios.map(scenarioSection),
    improvementSection(view),
    methodSection(view),
  ];
  return `${sections.filter(Boolean).join('\n\n')}\n`;
}

/** Text from anywhere: it must neither become markup nor end a table cell. */
const text = (value: string): string =>
  value
    .replace(/[\r\n\t]+/g, ' ')
    .replace(/[\p{Cc}\u200B-\u200F\u202A-\u202E\u2060-\u2069]/gu, '\uFFFD')
    .replace(/[\\`*_{}[\]<>|#!~$&]/g, '\\$&');

/** Text shown as code; a backtick inside would end it. */
const code = (value: string): string => `\`${value.replace(/[`\r\n|]/g, "'").replace(/\p{Cc}/gu, '\uFFFD')}\``;

const table = (rows: readonly (readonly string[])[]): string => {
  const [head = [], ...rest] = rows;
  return [head, head.map(() => '---'), ...rest].map(row => `| ${row.join(' | ')} |`).join('\n');
};

function scoreSection({total, components, excluded, gates}: ScoreCard): string {
  const rows = components.map(c => [text(c.label), `${c.points} of ${c.max}`, text(c.explanation)]);
  const left = excluded.map(e => `- left out: ${code(e.scenario)}, ${text(e.reason)}`);
  const gateLines = gates.map(
    g =>
      `- ${g.held ? `${SYMBOLS.ok} held` : `${SYMBOLS.missed} **failed**`}: ${text(g.name)}${g.detail ? ` (${text(g.detail)})` : ''}`,
  );
  return [
    `## Score ${total} of 100`,
    table([['component', 'points', 'how'], ...rows]),
    left.join('\n'),
    gates.length ? `### Gates\n\n${gateLines.join('\n')}` : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

function fixSection(view: RunView): string {
  const fixes = fixesFirst(view, 5);
  const lines = fixes.map((f, i) => `${i + 1}. **${text(f.title)}**: ${text(f.cause)}\n   - change: ${text(f.change)}`);
  return `## What to fix first\n\n${lines.join('\n') || 'Nothing: every attack was detected in time or prevented.'}`;
}

function matrixSection(view: RunView): string {
  const stages = stagesOf(view.scenarios);
  const rows = view.scenarios.map(s => [
    text(s.plan.title),
    s.plan.severity,
    ...stages.map(stage => text(stageCell(s, stage))),
    verdictOf(s),
  ]);
  const links = stages.flatMap(stage => {
    const figures = percentiles(view.scenarios.flatMap(s => stageOf(s, stage)?.latencyMs ?? []));
    return figures && stage !== 'executed'
      ? [`${stage}: p50 ${formatDuration(figures.p50)}, p95 ${formatDuration(figures.p95)}`]
      : [];
  });
  return `## Scenarios\n\n${table([['scenario', 'severity', ...stages, 'verdict'], ...rows])}\n\n${links.join(' · ')}`.trimEnd();
}

const verdictOf = ({verdict}: ScenarioView): string =>
  verdict ? `${verdictSymbol(SYMBOLS, verdict)} ${verdictWord(verdict)}` : `${SYMBOLS.none} not run`;

function scenarioSection(s: ScenarioView): string {
  const requests = groupRequests(s.requests.filter(r => r.sent.purpose === 'attack')).map(({first, times}) => {
    const many = times > 1 ? ` ${SYMBOLS.times} ${times}` : '';
    return `- ${code(`${first.sent.method} ${first.sent.path}`)} → ${first.answered?.code ?? 'no answer'}${many}, as ${code(first.sent.actor)}`;
  });
  const evidence = s.signals
    .filter(signal => signal.counted)
    .map(e => `- ${e.stage} after ${formatDuration(e.latencyMs)} by ${text(e.source)}: ${code(e.evidence.ref)}`);
  const containment = s.containment.map(
    c => `- ${text(c.check)}: ${c.state}${c.rehearsed ? ' (rehearsed by the engine)' : ''}`,
  );
  const tags = Object.entries(s.plan.tags).map(([framework, ids]) => `${framework} ${ids.join(' ')}`);
  return [
    `### ${text(s.plan.title)}: ${verdictOf(s)}`,
    `${text(s.plan.description)}\n\nSeverity ${s.plan.severity} · ${text(tags.join(' · '))}`,
    s.explanation ? text(s.explanation) : '',
    s.link ? `Broken at **${s.link.broken}**: ${text(s.link.cause)}. Change: ${text(s.link.change)}.` : '',
    requests.length ? `Requests:\n\n${requests.join('\n')}` : '',
    evidence.length ? `Evidence:\n\n${evidence.join('\n')}` : '',
    s.benign
      ? `Benign twin: ${s.benign.state}${s.benign.rules.length ? ` (${text(s.benign.rules.join(', '))})` : ''}`
      : '',
    containment.length ? `Containment:\n\n${containment.join('\n')}` : '',
    `Prevention: ${text(s.plan.prevent)}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

function improvementSection(view: RunView): string {
  const rows = fixesFirst(view, 20).map(f => [text(f.title), text(f.change), '', '']);
  const empty = [['', '', '', '']];
  return `## Improvement plan\n\n${table([['area', 'change', 'owner', 'due'], ...(rows.length ? rows : empty)])}`;
}

function methodSection(view: RunView): string {
  const {started, cluster} = view;
  const warnings = view.checks.filter(c => c.state !== 'ok').map(c => `- preflight ${c.state}: ${text(c.detail)}`);
  const left = leftBehind(view);
  return [
    '## How it was measured',
    [
      `- run ${code(started?.run ?? '')} of ${started?.at ?? ''}, kubedrill ${text(started?.kubedrill ?? '')}`,
      `- cluster: ${text(started?.cluster.kind ?? '')}${started?.cluster.simulated ? ', **simulated**' : ''}, ${text(cluster?.version ?? 'not up')}; ${text(started?.cluster.reason ?? '')}`,
      '- latencies count from the response of the request to the moment at which the evidence could be seen, on one clock',
      `- left behind: ${left.length ? left.map(code).join(', ') : 'nothing'}`,
      ...warnings,
    ].join('\n'),
  ].join('\n\n');
}
