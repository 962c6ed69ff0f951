import {formatDuration} from '../lib/duration.js';
import {printable} from '../lib/text/printable.js';
import {responseOf} from '../response/measures.js';
import {containmentText} from '../response/words.js';
import {gateShout, gateSymbol} from '../score/gate-word.js';
import type {GateResult} from '../score/gates.js';
import {type ResponseCard, scoreResponse} from '../score/response-card.js';
import {fixesFirst} from '../view/fixes.js';
import {attemptsText, endingOf, quarantineText} from '../view/nightly/attempts.js';
import {underTest} from '../view/nightly/context-words.js';
import {STAGE_LABEL, shortTime, stageOf, stagesOf} from '../view/stage-times.js';
import {plain, type Symbols, symbolsFor, verdictSymbol, verdictWord} from '../view/symbols.js';
import {leftBehind, tallyText} from '../view/tally.js';
import {cut, left, right, widthOf, wrapWords} from '../view/text.js';
import type {RunView, ScenarioView} from '../view/view.js';
import {timeSpent} from './time-spent.js';

/** What the summary says of a score; the score's own type has more. */
export interface SummaryScore {
  /** 0 to 100. */
  total: number;
  components: readonly {id: string; label: string; points: number; max: number; explanation: string}[];
  /** Scenarios that the score leaves out, and why. */
  excluded: readonly {scenario: string; reason: string}[];
  gates: readonly GateResult[];
}

/** How wide and with which letters the summary is written; `reports` are the files to name. */
export interface SummaryOptions {
  ascii: boolean;
  width: number;
  reports?: readonly string[];
}

/**
 * The plain-text summary that stays in the terminal after a run: verdicts, score, gates, what to fix first, what was
 * left behind, where the reports are. Ends with a line end; holds no colour.
 */
export function summaryText(view: RunView, score: SummaryScore | undefined, options: SummaryOptions): string {
  const symbols = symbolsFor(options.ascii);
  const {width} = options;
  const sections = [
    [headline(view)],
    verdictTable(view, symbols, width),
    score ? scoreLines(score, symbols, width) : [],
    responseLines(view, symbols, width),
    fixLines(view, width),
    score ? leftOutLines(score, width) : [],
    closing(view, score, symbols, width),
    [...timeLines(view, width), ...testedLines(view, width)],
    (options.reports ?? []).map((path, index) => `${index ? '       ' : 'report '}${path}`),
  ];
  return sections
    .filter(lines => lines.length)
    .map(lines => lines.map(line => `${plain(printable(line), options.ascii).trimEnd()}\n`).join(''))
    .join('\n');
}

/** `kubedrill core on kind kd-7f3a (Kubernetes 1.34.4)`; simulated is always said. */
export function headline(view: RunView): string {
  const {started, cluster} = view;
  if (!started) return 'kubedrill: nothing was started';
  const version = cluster ? `, Kubernetes ${cluster.version.replace(/^v/, '')}` : '';
  const kind = started.cluster.simulated
    ? 'the simulated cluster'
    : `${started.cluster.kind}${cluster ? ` ${cluster.name}` : ''}`;
  const ended = view.ended && view.ended.outcome !== 'finished' ? `: ${view.ended.outcome}` : '';
  const reason = view.ended?.reason && ended ? ` (${view.ended.reason})` : '';
  return `kubedrill ${started.drill.id} on ${kind}${version}${ended}${reason}`;
}

function verdictTable(view: RunView, symbols: Symbols, width: number): string[] {
  const stages = stagesOf(view.scenarios).filter(stage => stage !== 'executed');
  const longest = view.scenarios.reduce((most, s) => Math.max(most, widthOf(s.plan.title)), 8);
  const title = Math.max(8, Math.min(44, longest, width - 18 - stages.length * 8));
  const head = `  ${left('', 15)} ${left('scenario', title)}${stages.map(s => right(STAGE_LABEL[s], 8)).join('')}`;
  const rows = view.scenarios.flatMap(s => {
    const ending = endingOf(s);
    const word = ending ? `${verdictSymbol(symbols, ending)} ${verdictWord(ending)}` : `${symbols.none} no verdict`;
    const times = stages.map(stage => right(timeOf(s, stage, symbols), 8)).join('');
    const row = `  ${left(word, 15)} ${left(s.plan.title, title, symbols.ellipsis)}${times}`;
    return [cut(row, width, symbols.ellipsis), ...because(s).flatMap(text => indent(text, 18, width))];
  });
  return view.scenarios.length ? [head, ...rows] : [];
}

function timeOf(scenario: ScenarioView, stage: Parameters<typeof stageOf>[1], symbols: Symbols): string {
  const known = stageOf(scenario, stage);
  if (known?.state === 'suppressed') return symbols.missed;
  if (known?.latencyMs !== undefined) return shortTime(known.latencyMs);
  if (known?.state === 'missed') return symbols.missed;
  return known?.state === 'unknown' ? symbols.unknown : symbols.none;
}

/** What a verdict that is not simply good needs said. */
function because(s: ScenarioView): string[] {
  const why = s.verdict && s.verdict !== 'detected' && s.explanation ? [s.explanation] : [];
  const noise = s.benign?.state === 'alerted' ? [`false alarm on the benign twin: ${s.benign.rules.join(', ')}`] : [];
  const [attempts, quarantined] = [attemptsText(s), quarantineText(s)];
  const more = [attempts, quarantined].flatMap(text => text ?? []);
  return [...more, ...why, ...noise];
}

const indent = (text: string, by: number, width: number): string[] =>
  wrapWords(printable(text), Math.max(20, width - by)).map(line => ' '.repeat(by) + line);

/** A part of a score: what it is called, its points, and how they came about. */
interface Part {
  label: string;
  points: number;
  max: number;
  explanation: string;
}

function partLines(parts: readonly Part[], symbols: Symbols, width: number): string[] {
  const label = Math.max(...parts.map(c => widthOf(c.label)), 5);
  return parts.map(c => {
    const points = `${number(c.points)}/${number(c.max)}`;
    return cut(`  ${left(c.label, label)} ${right(points, 9)}  ${printable(c.explanation)}`, width, symbols.ellipsis);
  });
}

function scoreLines(score: SummaryScore, symbols: Symbols, width: number): string[] {
  const parts = partLines(score.components, symbols, width);
  const gates = score.gates.flatMap(g =>
    hanging(`${symbols[gateSymbol(g)]} gate ${gateShout(g)}: ${g.name}${g.detail ? ` (${g.detail})` : ''}`, width),
  );
  return [`score ${number(score.total)}/100`, ...parts, ...gates];
}

/** How people responded: their own score, and for each attack how long they needed, or what is still open. */
function responseLines(view: RunView, symbols: Symbols, width: number): string[] {
  const card = scoreResponse(view);
  if (!card) return [];
  const total = card.total === undefined ? 'not measured' : `${number(card.total)}/100`;
  const parts = card.components.map(({id, ...rest}) => ({...rest, label: id}));
  const attacks = responseOf(view).flatMap(measures => {
    const {containment, scenario} = measures;
    if (!containment) return [];
    const isGood = measures.contain !== undefined && 'ms' in measures.contain;
    const mark = containment === 'unknown' ? symbols.unknown : isGood ? symbols.ok : symbols.missed;
    const word = isGood ? 'contained' : containment === 'unknown' ? 'not known whether contained' : 'not contained';
    return hanging(`${mark} ${scenario.plan.title}: ${word}, ${containmentText(measures)}`, width);
  });
  return [`response ${total}, of people`, ...partLines(parts, symbols, width), ...attacks, ...remarks(card, width)];
}

const remarks = (card: ResponseCard, width: number): string[] => card.remarks.flatMap(text => hanging(text, width));

/** What the score leaves out: after what to fix, since nobody has to do anything about it. */
const leftOutLines = ({excluded}: SummaryScore, width: number): string[] =>
  excluded.flatMap(e => hanging(`left out: ${e.scenario} (${e.reason})`, width));

/** A text in as many lines as it takes, the later ones below its words: a reason that is cut is none. */
const hanging = (text: string, width: number): string[] =>
  indent(text, 4, width).map((l, n) => (n ? l : `  ${l.trimStart()}`));

/** Points as people write them: whole, or with one decimal. */
export const number = (value: number): string => String(Math.round(value * 10) / 10);

function fixLines(view: RunView, width: number): string[] {
  const fixes = fixesFirst(view, 3);
  const lines = fixes.flatMap((fix, index) => [
    ...indent(`${fix.title}: ${fix.cause}`, 5, width).map((l, n) => (n ? l : `  ${index + 1}. ${l.trimStart()}`)),
    ...indent(`change: ${fix.change}`, 5, width),
  ]);
  return lines.length ? ['what to fix first', ...lines] : [];
}

/** What took how long: by the clock, and in the scenarios. */
function timeLines(view: RunView, width: number): string[] {
  const {run, scenarios} = timeSpent(view);
  const parts = [run ?? '', scenarios ? `in all scenarios, side by side: ${scenarios}` : ''].filter(Boolean);
  return parts.flatMap(part => indent(part, 7, width)).map((l, i) => (i ? l : `time   ${l.trimStart()}`));
}

/** What was under test, so that two runs can be told apart at a glance. */
const testedLines = ({context}: RunView, width: number): string[] =>
  context ? indent(underTest(context), 7, width).map((l, i) => (i ? l : `tested ${l.trimStart()}`)) : [];

function closing(view: RunView, score: SummaryScore | undefined, symbols: Symbols, width: number): string[] {
  const remaining = leftBehind(view);
  const between = ` ${symbols.dot} `;
  const unjudged = view.scenarios.filter(s => !s.verdict).length;
  const parts = [
    score ? `score ${number(score.total)}/100` : '',
    tallyText(view, between),
    unjudged ? `${unjudged} without a verdict` : '',
    `${remaining.length} left behind`,
    view.cleanup ? `cluster ${view.cleanup.cluster}` : '',
    formatDuration(view.nowMs),
  ].filter(Boolean);
  return [...wrapWords(parts.join(between), width), ...remaining.map(object => `  left behind: ${object}`)];
}
