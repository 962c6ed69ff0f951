import {formatDuration} from '../../lib/duration.js';
import type {ScoreCard} from '../../score/card.js';
import {gateSymbol, gateWord} from '../../score/gate-word.js';
import {fixesFirst} from '../../view/fixes.js';
import {symbolsFor} from '../../view/symbols.js';
import {cut} from '../../view/text.js';
import type {RunView} from '../../view/view.js';
import {html, type Markup, scenarioLink} from './markup.js';

/** Longer reasons of a gate would push the first fix off the first screen; the whole one follows under the score. */
const DETAIL = 200;
const MARKS = symbolsFor(false);

/** What a reader must know who reads nothing else: when, where, with which result, and what to fix first. */
export const summaryList = (view: RunView, card: ScoreCard): Markup => html`<dl class="facts">
<dt>When</dt><dd>${whenText(view)}</dd>
<dt>Where</dt><dd>${whereText(view)}</dd>
<dt>Result</dt><dd>${result(card)}</dd>
<dt>Fix first</dt><dd>${firstFix(view)}</dd>
</dl>`;

function whenText({started, nowMs}: RunView): string {
  if (!started) return 'not started';
  return `${started.at.slice(0, 10)} ${started.at.slice(11, 19)} UTC, took ${formatDuration(nowMs)}`;
}

function whereText({started, cluster}: RunView): string {
  if (!started) return 'nowhere';
  const kind = started.cluster.simulated ? 'simulated cluster' : `${started.cluster.kind} cluster`;
  if (!cluster) return `${kind}, which did not come up`;
  return `${kind} ${cluster.name}, Kubernetes ${cluster.version.replace(/^v/, '')}`;
}

/** The gates that did not hold come by name; of those that held, only how many. */
function result({total, gates}: ScoreCard): Markup {
  const broken = gates
    .filter(g => !g.held)
    .map(
      g =>
        html`<br><strong class="${gateWord(g)}">${MARKS[gateSymbol(g)]} gate ${gateWord(g)}</strong> ${g.name}${g.detail ? ` (${cut(g.detail, DETAIL)})` : ''}`,
    );
  const held = gates.length - broken.length;
  const all =
    gates.length && !broken.length ? html`, <strong class="held">${MARKS.ok} all gates held</strong>` : undefined;
  return html`<strong>score ${total} of 100</strong>${all ?? (gates.length ? `, ${held} of ${gates.length} gates held` : '')}${broken}`;
}

function firstFix(view: RunView): Markup {
  const [fix] = fixesFirst(view, 1);
  if (!fix) return html`nothing that this run could show`;
  return html`${scenarioLink(fix.scenario, fix.title)}: ${fix.cause}<br><strong>Change:</strong> ${fix.change}`;
}
