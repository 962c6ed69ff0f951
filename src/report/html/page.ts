import {formatDuration} from '../../lib/duration.js';
import type {ScoreCard} from '../../score/card.js';
import {fixesFirst} from '../../view/fixes.js';
import {stageOf, stagesOf} from '../../view/stage-times.js';
import {leftBehind} from '../../view/tally.js';
import type {RunView} from '../../view/view.js';
import {headlineSentence, percentiles} from '../sentence.js';
import {stageCell} from '../stages.js';
import {badge, html, Markup, tableOf} from './markup.js';
import {scenarioSection} from './scenario.js';
import {STYLE} from './style.js';
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
${started?.cluster.simulated ? html`<p class="simulated"><strong>Simulated.</strong> No real API server was asked; what this shows of rules and expectations holds, what it shows of a cluster's logging does not.</p>` : undefined}
</header><main>
${scoreSection(card)}${fixSection(view)}${matrixSection(view)}
<h2>Timeline</h2>${timeline(view, requestTimes(view))}
<h2>Each scenario</h2>${view.scenarios.map(scenarioSection)}
${improvementSection(view)}${methodSection(view)}
</main></body></html>
`.text;
}

function scoreSection({total, components, excluded, gates}: ScoreCard): Markup {
  const rows = components.map(c => [c.label, c.points, c.max, c.explanation]);
  const left = excluded.map(e => html`<li>left out: ${e.scenario}, ${e.reason}</li>`);
  const held = gates.map(
    g =>
      html`<li><strong class="${g.held ? 'held' : 'failed'}">${g.held ? '✔ held' : '✖ failed'}</strong> ${g.name}${g.detail ? ` (${g.detail})` : ''}</li>`,
  );
  return html`<h2>Score</h2><p class="score">${total} <span class="muted small">of 100</span></p>
${tableOf(['component', 'points', 'of', 'how'], rows, [1, 2])}
${left.length ? html`<ul>${left}</ul>` : undefined}${held.length ? html`<h3>Gates</h3><ul>${held}</ul>` : undefined}`;
}

function fixSection(view: RunView): Markup {
  const fixes = fixesFirst(view, 5);
  const items = fixes.map(
    f => html`<li><a href="#${f.scenario}">${f.title}</a>: ${f.cause}<br><strong>Change:</strong> ${f.change}</li>`,
  );
  const body = items.length
    ? html`<ol>${items}</ol>`
    : html`<p>Nothing: every attack was detected in time or prevented.</p>`;
  return html`<h2>What to fix first</h2>${body}`;
}

function matrixSection(view: RunView): Markup {
  const stages = stagesOf(view.scenarios);
  const rows = view.scenarios.map(s => [
    html`<a href="#${s.plan.id}">${s.plan.title}</a>`,
    s.plan.severity,
    ...stages.map(stage => stageCell(s, stage)),
    badge(s),
  ]);
  const links = stages.flatMap(stage => {
    const figures = percentiles(view.scenarios.flatMap(s => stageOf(s, stage)?.latencyMs ?? []));
    return figures && stage !== 'executed' ? [[stage, formatDuration(figures.p50), formatDuration(figures.p95)]] : [];
  });
  return html`<h2>Scenarios and links</h2>${tableOf(
    ['scenario', 'severity', ...stages, 'verdict'],
    rows,
    stages.map((_, i) => i + 2),
  )}
${links.length ? html`<h3>Latency of each link</h3>${tableOf(['link', 'p50', 'p95'], links, [1, 2])}` : undefined}`;
}

function improvementSection(view: RunView): Markup {
  const fixes = fixesFirst(view, 20).map(f => [f.title, f.change, '', '']);
  const strengths = view.scenarios
    .filter(s => s.verdict === 'detected' || s.verdict === 'prevented')
    .map(s => s.plan.title);
  return html`<h2>Improvement plan</h2>
<p>${strengths.length ? `Strengths: ${strengths.join('; ')}.` : 'No attack was detected in time or prevented.'}</p>
${tableOf(['area to improve', 'change', 'owner', 'due'], fixes.length ? fixes : [['', '', '', '']])}`;
}

function methodSection(view: RunView): Markup {
  const {started, cluster} = view;
  const checks = view.checks.map(c => [c.title, c.state, c.detail]);
  const left = leftBehind(view);
  return html`<h2>How it was measured</h2><ul>
<li>run <code>${started?.run ?? ''}</code> of ${started?.at ?? ''}, kubedrill ${started?.kubedrill ?? ''}</li>
<li>cluster ${cluster?.name ?? 'not up'}: ${started?.cluster.kind ?? ''}, Kubernetes ${cluster?.version ?? 'unknown'}; ${started?.cluster.reason ?? ''}</li>
<li>latencies count from the response of a request to the moment at which its evidence could be seen, on one clock</li>
<li>left behind: ${left.length ? left.join(', ') : 'nothing'}</li></ul>
${checks.length ? html`<h3>Preflight</h3>${tableOf(['check', 'state', 'finding'], checks)}` : undefined}`;
}

function requestTimes(view: RunView): (auditId: string) => {sent: number; answered: number} | undefined {
  const requests = view.scenarios.flatMap(s => s.requests);
  const times = new Map(
    requests.map(({sent, answered}) => [sent.auditId, {sent: sent.ms, answered: answered?.ms ?? sent.ms}]),
  );
  return auditId => times.get(auditId);
}
