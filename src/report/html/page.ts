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
import {badge, html, Markup, scenarioLink, tableOf} from './markup.js';
import {scenarioSection} from './scenario.js';
import {STYLE} from './style.js';
import {summaryList} from './summary-list.js';
import {timeline} from './timeline.js';

/** Nothing is loaded and nothing runs: the page is the same offline, attached to a mail, in ten years. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The after-action report as one self-contained page. */
export function htmlReport(view: RunView, card: ScoreCard): string {
  const {started} = view;
  const title = `${started?.drill.title ?? 'kubedrill'}: ${card.total} of 100`;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}"><title>${title}</title><style>${new Markup(STYLE)}</style></head>
<body><header><h1>${started?.drill.title ?? 'kubedrill'}</h1>
<p>${headlineSentence(view)}</p>
${summaryList(view, card)}
${started?.cluster.simulated ? html`<p class="simulated"><strong>Simulated.</strong> No real API server was asked; what this shows of rules and expectations holds, what it shows of a cluster's logging does not.</p>` : undefined}
</header><main>
${scoreSection(card)}${fixSection(view)}${matrixSection(view)}
<h2>Each scenario</h2><p class="muted small paper">The documents of the evidence, and the timeline as a table, are in report.html and events.ndjson.</p>${view.scenarios.map(scenarioSection)}
${lessonsSection(view)}${timelineSection(view)}${methodSection(view, card)}
</main></body></html>
`.text;
}

const MARKS = symbolsFor(false);

function scoreSection({total, components, gates}: ScoreCard): Markup {
  const rows = components.map(c => [c.label, c.points, c.max, c.explanation]);
  const held = gates.map(
    g =>
      html`<li><strong class="${g.held ? 'held' : 'failed'}">${MARKS[gateSymbol(g)]} ${gateWord(g)}</strong> ${g.name}${g.detail ? ` (${g.detail})` : ''}</li>`,
  );
  return html`<h2>Score</h2><p class="score">${total} <span class="muted small">of 100</span></p>
${tableOf(['component', 'points', 'of', 'how'], rows, [1, 2])}
${held.length ? html`<h3>Gates</h3><ul>${held}</ul>` : undefined}`;
}

function fixSection(view: RunView): Markup {
  const fixes = fixesFirst(view, 5);
  const items = fixes.map(
    f => html`<li>${scenarioLink(f.scenario, f.title)}: ${f.cause}<br><strong>Change:</strong> ${f.change}</li>`,
  );
  const body = items.length ? html`<ol>${items}</ol>` : html`<p>Nothing that this run could show.</p>`;
  return html`<h2>What to fix first</h2>${body}`;
}

function matrixSection(view: RunView): Markup {
  const stages = stagesOf(view.scenarios);
  const rows = view.scenarios.map(s => [
    scenarioLink(s.plan.id, s.plan.title),
    badge(s),
    s.plan.severity,
    ...stages.map(stage => stageCell(s, stage)),
  ]);
  const links = figuresTable(view).rows.length
    ? html`<h3>Where the SLA went</h3>${linkTable(sharesTable(view))}<h3>Latency of each link</h3>${linkTable(figuresTable(view))}`
    : undefined;
  return html`<h2>Scenarios and links</h2>${tableOf(['scenario', 'verdict', 'severity', ...stages], rows)}
${links}`;
}

const linkTable = ({head, rows, numeric}: LinkTable): Markup => tableOf(head, rows, numeric);

function lessonsSection(view: RunView): Markup {
  const good = view.scenarios.filter(s => s.verdict === 'detected' || s.verdict === 'prevented');
  const fixes = fixesFirst(view, Number.POSITIVE_INFINITY).map(f => [f.title, f.change, '', '']);
  const {recall, precision} = alertFigures(view);
  return html`<h2>Strengths and improvements</h2>
${good.length ? html`<ul class="columns">${good.map(s => html`<li>${s.plan.title}: ${s.verdict}</li>`)}</ul>` : html`<p>No attack was detected in time or prevented.</p>`}
<p>Of the attacks that got through, seen: ${shareText(recall)}. Of what alerted, an attack: ${shareText(precision)}.</p>
<h3>Improvement plan</h3>${tableOf(['area to improve', 'change', 'owner', 'due'], fixes.length ? fixes : [['–', '', '', '']])}`;
}

function timelineSection(view: RunView): Markup {
  const moments = chronicle(view).map(m => [m.at.slice(11, 23), m.title, m.what]);
  const asTable = html`<details class="screen"><summary>The timeline as a table</summary><div>${tableOf(['UTC', 'scenario', 'what'], moments)}</div></details>`;
  return html`<h2>Timeline</h2><div class="scroll">${timeline(view)}</div>${moments.length ? asTable : undefined}
<h2>Participants</h2>${tableOf(
    ['role', 'who'],
    participants(view).map(p => [p.role, p.who]),
  )}`;
}

function methodSection(view: RunView, {excluded}: ScoreCard): Markup {
  const {started, cluster} = view;
  const checks = view.checks.map(c => [c.title, c.state, c.detail]);
  const left = leftBehind(view);
  const {run, scenarios} = timeSpent(view);
  return html`<h2>How it was measured</h2><ul>
<li>run <code>${started?.run ?? ''}</code> of ${started?.at ?? ''}, kubedrill ${started?.kubedrill ?? ''}</li>
<li>cluster ${cluster?.name ?? 'not up'}: ${started?.cluster.kind ?? ''}, Kubernetes ${cluster?.version ?? 'unknown'}; ${started?.cluster.reason ?? ''}</li>
<li>latencies count from the response of a request to the moment at which its evidence could be seen, on one clock</li>
${run ? html`<li>time: ${run}</li>` : undefined}${scenarios ? html`<li>time of all scenarios, which ran side by side: ${scenarios}</li>` : undefined}
${excluded.map(e => html`<li>left out of the score: <code>${e.scenario}</code>, ${e.reason}</li>`)}
<li>left behind: ${left.length ? left.join(', ') : 'nothing'}</li></ul>
${checks.length ? html`<h3>Preflight</h3>${tableOf(['check', 'state', 'finding'], checks)}` : undefined}`;
}
