import {formatDuration} from '../../lib/duration.js';
import {printableJson} from '../../lib/text/printable.js';
import {needsAttention} from '../../view/attention.js';
import {linkWord} from '../../view/link-words.js';
import {answerText, groupRequests} from '../../view/requests.js';
import type {ScenarioView} from '../../view/view.js';
import {badge, html, link, type Markup, tableOf} from './markup.js';

/**
 * One scenario: requests, evidence, explanation, containment, prevention, references. What needs somebody's attention
 * is open, the rest folded. The id is inside the box, since a browser opens a box to show what a link leads to in it.
 */
export function scenarioSection(s: ScenarioView): Markup {
  const {plan} = s;
  const tags = Object.entries(plan.tags).map(([framework, ids]) => `${framework} ${ids.join(' ')}`);
  const state = needsAttention(s) ? html` open=""` : undefined;
  return html`<details class="scenario"${state}><summary><span>${plan.title}</span>${badge(s)}</summary><div id="${plan.id}">
<p>${plan.description}</p>
<p class="muted small">severity ${plan.severity} · ${tags.join(' · ')}${s.actor ? ` · as ${s.actor}` : ''}</p>
${s.explanation ? html`<p>${s.explanation}</p>` : undefined}
${brokenLink(s)}
${requests(s)}
${evidence(s)}
${benign(s)}
${containment(s)}
<h3>Prevention</h3><p>${plan.prevent}</p>
${plan.references.length ? html`<h3>References</h3><ul>${plan.references.map(url => html`<li>${link(url)}</li>`)}</ul>` : undefined}
</div></details>
`;
}

function brokenLink({link: broken, verdict}: ScenarioView): Markup | undefined {
  if (!broken) return undefined;
  const proof = broken.proof === undefined ? undefined : html`<pre>${printableJson(broken.proof, 2)}</pre>`;
  return html`<h3>Where the chain broke</h3><p>Last link that held: ${broken.lastHeld ?? 'none'}. ${linkWord(verdict)}: <strong>${broken.broken}</strong>. Change: ${broken.change}.</p>${proof}`;
}

function requests(s: ScenarioView): Markup {
  const rows = groupRequests(s.requests.filter(r => r.sent.purpose === 'attack')).map(({first, times}) => [
    html`<code>${first.sent.method} ${first.sent.path}</code>`,
    answerText(first.answered),
    times,
    html`<code>${first.sent.auditId}</code>`,
  ]);
  return rows.length
    ? html`<h3>Requests of the attack</h3>${tableOf(['request', 'answer', 'times', 'first audit id'], rows)}`
    : html`<p class="muted">The attack made no request.</p>`;
}

function evidence(s: ScenarioView): Markup | undefined {
  if (!s.signals.length) return undefined;
  const items = s.signals.map(signal => {
    const counted = signal.counted ? '' : `, not counted: ${signal.reason ?? ''}`;
    const rule = signal.evidence.rule ? `, rule ${signal.evidence.rule.id}` : '';
    return html`<details class="evidence"><summary><span>${signal.stage} by ${signal.source}${rule}</span><span class="muted small">after ${formatDuration(signal.latencyMs)}${counted}</span></summary><div>${signal.evidence.link === undefined ? undefined : html`<p>${link(signal.evidence.link)}</p>`}${documentOf(signal.evidence.document)}</div></details>`;
  });
  return html`<h3>Evidence</h3>${items}`;
}

/** The evidence as it is; logs of older versions did not keep that of a foreign alert. */
const documentOf = (document: unknown): Markup =>
  document === null || document === undefined
    ? html`<p class="muted">Its document was not kept.</p>`
    : html`<pre>${printableJson(document, 2)}</pre>`;

function benign({benign: twin}: ScenarioView): Markup | undefined {
  if (!twin) return undefined;
  const why = [twin.rules.join(', '), twin.detail].filter(Boolean).join('; ');
  return html`<h3>Benign twin</h3><p>${twin.state}${why ? ` (${why})` : ''}</p>`;
}

function containment(s: ScenarioView): Markup | undefined {
  if (!s.containment.length) return undefined;
  const rows = s.containment.map(c => [
    c.check,
    c.state,
    c.latencyMs === undefined ? '' : formatDuration(c.latencyMs),
    c.rehearsed ? 'the engine (rehearsed, not scored)' : 'the team',
  ]);
  return html`<h3>Containment</h3>${tableOf(['check', 'state', 'took', 'by'], rows, [2])}`;
}
