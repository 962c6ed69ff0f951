import {formatDuration} from '../../lib/duration.js';
import type {ScoreCard} from '../../score/card.js';
import {gateSymbol, gateWord} from '../../score/gate-word.js';
import {type Fix, fixesFirst} from '../../view/fixes.js';
import {symbolsFor} from '../../view/symbols.js';
import {cut} from '../../view/text.js';
import type {RunView} from '../../view/view.js';
import type {Block, Inline, Item, Mark, Text} from './document.js';

/** Longer reasons of a gate would push the first fix off the first screen; the whole one follows under the score. */
const DETAIL = 200;
const SYMBOLS = symbolsFor(false);

type Gate = ScoreCard['gates'][number];

/** What a reader must know who reads nothing else: when, where, with which result, and what to fix first. */
export function summaryFacts(view: RunView, card: ScoreCard): Block {
  const [first] = fixesFirst(view, 1).map(fixItem);
  return {
    kind: 'facts',
    facts: [
      {name: 'When', text: whenText(view)},
      {name: 'Where', text: whereText(view)},
      {name: 'Result', ...result(card)},
      {name: 'Fix first', ...(first ?? {text: 'this run found nothing to fix'})},
    ],
  };
}

/** Something to fix: where, why, and what to change. */
export const fixItem = ({scenario, title, cause, change}: Fix): Item => ({
  text: [{scenario, title}, `: ${cause}`],
  below: [[{strong: 'Change:'}, ` ${change}`]],
});

/** A gate, what became of it, and why. */
export const gateText = (gate: Gate): Text => [markOf(gate), `: ${nameOf(gate)}`];

const markOf = (gate: Gate, word: string = gateWord(gate)): Mark => ({
  ...{mark: SYMBOLS[gateSymbol(gate)], word, tone: gateWord(gate)},
});

const nameOf = ({name, detail}: Gate, width = Number.POSITIVE_INFINITY): string =>
  `${name}${detail ? ` (${cut(detail, width)})` : ''}`;

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
function result({total, gates}: ScoreCard): {text: Text; below: Text[]} {
  const broken = gates.filter(gate => !gate.held);
  const all: Inline[] = [', ', {mark: SYMBOLS.ok, word: 'all gates held', tone: 'held'}];
  const some = `, ${gates.length - broken.length} of ${gates.length} gates held`;
  return {
    text: [{strong: `score ${total} of 100`}, ...(gates.length && !broken.length ? all : gates.length ? [some] : [])],
    below: broken.map(gate => [markOf(gate, `gate ${gateWord(gate)}`), ` ${nameOf(gate, DETAIL)}`]),
  };
}
