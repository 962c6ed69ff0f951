import type {Stage, Verdict} from '../../events/words.js';
import {printable} from '../../lib/text/printable.js';
import {containedHow} from '../../view/live/contained.js';
import {endingOf, goodText, isFlaky, isQuarantined, underWay} from '../../view/nightly/attempts.js';
import {runningTime, STAGE_LABEL, shortTime, stageOf, stagesOf} from '../../view/stage-times.js';
import {type Symbols, verdictSymbol, verdictWord} from '../../view/symbols.js';
import {left, right} from '../../view/text.js';
import type {ScenarioView, StageView} from '../../view/view.js';
import {type Line, line, type Span, span} from '../text/line.js';
import {stateTone, verdictTone} from '../text/theme.js';

/** What a board is drawn from. */
export interface BoardInput {
  scenarios: readonly ScenarioView[];
  /** What the head says of a filter, such as `4 of 37`; empty where all scenarios are rows. */
  filtered?: string;
  /** The place of the selected row. */
  selected: number;
  /** Milliseconds of the run, as of the last tick. */
  nowMs: number;
  /** The run is over: what has no verdict now gets none. */
  ended: boolean;
  width: number;
  /** How many lines there are for it, its head included. */
  height: number;
  symbols: Symbols;
}

const CELL = 7;
/** The first column holds a mark at most. */
const EXEC_CELL = 5;
const VERDICT = 14;
const NOTE = 11;
const MIN_TITLE = 18;

interface Columns {
  title: number;
  stages: Stage[];
  note: number;
}

/** The table of scenarios: a row each, a column per stage of the chain, the verdict, and what its SLA has to say. */
export function boardLines(input: BoardInput): Line[] {
  const columns = columnsFor(input);
  const rows = Math.max(0, input.height - 1);
  const from = firstRow(input.selected, input.scenarios.length, rows);
  const shown = input.scenarios.slice(from, from + rows);
  const place =
    shown.length < input.scenarios.length ? `${from + 1}-${from + shown.length} of ${input.scenarios.length}` : '';
  const nothing = input.filtered && !shown.length ? [line('   no match; esc shows all', 'muted')] : [];
  return [
    headOf(columns, [place, input.filtered].filter(Boolean).join(', ')),
    ...nothing,
    ...shown.map((s, index) => rowOf(s, from + index === input.selected, columns, input)),
  ];
}

/** The first row of a list that is longer than its window: the selection stays about in the middle. */
export const firstRow = (selected: number, count: number, rows: number): number =>
  Math.max(0, Math.min(selected - Math.floor(rows / 2), count - rows));

const cellWidth = (stage: Stage): number => (stage === 'executed' ? EXEC_CELL : CELL);

function columnsFor({scenarios, width}: BoardInput): Columns {
  const stages = width < 60 ? [] : stagesOf(scenarios);
  const room = width - 3 - stages.reduce((sum, stage) => sum + cellWidth(stage), 0) - 2 - VERDICT;
  const note = width >= 60 && room - NOTE >= MIN_TITLE ? NOTE : 0;
  return {title: Math.max(1, room - note), stages, note};
}

/** `place` says which rows are visible, where not all of them are. */
function headOf({title, stages, note}: Columns, place: string): Line {
  const labels = stages.map(stage => right(STAGE_LABEL[stage], cellWidth(stage))).join('');
  return [
    span(
      `   ${left(`scenario  ${place}`, title)}${labels}  ${left('verdict', VERDICT)}${right(note ? 'SLA' : '', note)}`,
      'muted',
    ),
  ];
}

function rowOf(scenario: ScenarioView, selected: boolean, columns: Columns, input: BoardInput): Line {
  const {symbols} = input;
  const title = left(printable(scenario.plan.title), columns.title, symbols.ellipsis);
  const note = columns.note ? noteOf(scenario, input) : span('');
  return [
    span(selected ? ` ${symbols.selected} ` : '   ', 'ok', true),
    span(title, scenario.phase || scenario.verdict ? 'plain' : 'muted', selected),
    ...columns.stages.map(stage => cellOf(scenario, stage, input)),
    span('  '),
    verdictCell(scenario, input),
    {...note, text: right(note.text, columns.note)},
  ];
}

/** One light of the board: empty, a running time, a settled time or a mark. */
function cellOf(scenario: ScenarioView, stage: Stage, {nowMs, symbols}: BoardInput): Span {
  const known = stageOf(scenario, stage);
  const width = cellWidth(stage);
  if (!known) return span(' '.repeat(width));
  return span(right(cellText(known, scenario, nowMs, symbols), width), cellTone(known, scenario));
}

const open = (known: StageView): boolean => known.state === 'waiting' || known.state === 'running';

const cellTone = (known: StageView, scenario: ScenarioView) =>
  open(known) && isOver(scenario) ? 'muted' : stateTone(known.state);

function cellText(known: StageView, scenario: ScenarioView, nowMs: number, symbols: Symbols): string {
  if (open(known)) return openText(known, scenario, nowMs, symbols);
  if (known.stage === 'executed')
    return {prevented: symbols.prevented, failed: symbols.missed}[String(known.state)] ?? symbols.ok;
  if (known.state === 'missed' || known.state === 'suppressed') return symbols.missed;
  if (known.state === 'unknown') return symbols.unknown;
  const time = known.latencyMs === undefined ? symbols.ok : shortTime(known.latencyMs);
  return known.state === 'late' ? `${symbols.warning}${time}` : time;
}

function openText(known: StageView, scenario: ScenarioView, nowMs: number, symbols: Symbols): string {
  // A scenario judged without this stage did not expect it; one that a stopped run gave up never reaches it.
  if (isOver(scenario)) return symbols.none;
  if (known.state === 'running' && !refused(scenario)) {
    return `${symbols.running}${runningTime(nowMs - (known.sinceMs ?? nowMs))}`;
  }
  return known.stage === 'executed' && scenario.phase === 'attack' ? symbols.running : '';
}

/** Nobody watches any more. */
const isOver = ({verdict, phase}: ScenarioView): boolean =>
  verdict !== undefined || phase === 'contain' || phase === 'clean-up';

const refused = (scenario: ScenarioView): boolean => {
  const executed = scenario.stages[0]?.state;
  return executed === 'prevented' || executed === 'failed';
};

function verdictCell(scenario: ScenarioView, {symbols, ended}: BoardInput): Span {
  const {phase} = scenario;
  const ending = endingOf(scenario);
  if (ending) {
    const text = `${verdictSymbol(symbols, ending)} ${verdictWord(ending)}`;
    return span(left(text, VERDICT), verdictTone(ending), ending === 'missed');
  }
  if (ended) return span(left(`${symbols.none} no verdict`, VERDICT), 'muted');
  if (!phase) return span(left('  waiting', VERDICT), 'muted');
  return span(left(`${symbols.running} ${phase === 'watch' ? 'watching' : phase}`, VERDICT), 'waiting');
}

const NOT_YET: Partial<Record<Stage, string>> = {
  audited: 'not audited',
  collected: 'no record',
  alerted: 'no alert',
  acknowledged: 'no answer',
};

/** Beside the verdict: the time left of the SLA while it runs, afterwards what it was, or which link broke. */
function noteOf(scenario: ScenarioView, {nowMs, ended}: BoardInput): Span {
  const {verdict} = scenario;
  const attempt = underWay(scenario)?.attempt;
  if (attempt && !ended) return span(`again ${attempt.attempt}/${attempt.of}`, 'waiting');
  if (isFlaky(scenario)) return span(goodText(scenario), 'late');
  if (isQuarantined(scenario)) return span('quarantine', 'muted');
  if (scenario.benign?.state === 'alerted' && (!verdict || verdict === 'detected')) return span('false alarm', 'late');
  if (scenario.phase === 'respond') return responseNote(scenario, nowMs);
  if (verdict) return verdictNote(scenario, verdict);
  const running =
    refused(scenario) || isOver(scenario)
      ? []
      : scenario.stages.filter(s => s.state === 'running' && s.slaMs !== undefined);
  // The tick may be older than the stage: nothing has passed yet.
  const leftMs = running.map(s => (s.slaMs ?? 0) - Math.max(0, nowMs - (s.sinceMs ?? nowMs)));
  if (!leftMs.length) return span('');
  const least = Math.ceil(Math.min(...leftMs) / 1000);
  return least >= 0
    ? span(`${runningTime(least * 1000)} left`, 'waiting')
    : span(`${runningTime(-least * 1000)} over`, 'late');
}

function verdictNote(scenario: ScenarioView, verdict: Verdict): Span {
  if (verdict === 'missed') return span(scenario.link ? (NOT_YET[scenario.link.broken] ?? '') : '', 'missed');
  const responded = respondedNote(scenario);
  if (responded) return responded;
  if (verdict !== 'detected' && verdict !== 'late') return span('');
  const sla = scenario.stages.findLast(s => s.slaMs !== undefined)?.slaMs;
  return span(sla === undefined ? '' : `/${sla < 1000 ? `${sla}ms` : runningTime(sla)}`, 'muted');
}

/** `2/3 2m48s`: how many checks of containment hold, and how much of its time, from the end of the attack, is left. */
function responseNote({response, asked, plan}: ScenarioView, nowMs: number): Span {
  const held = response.filter(({state}) => state === 'held').length;
  const leftMs = Math.max(0, (plan.response?.withinMs ?? 0) - Math.max(0, nowMs - (asked?.ms ?? nowMs)));
  return span(`${held}/${response.length} ${runningTime(leftMs)}`, held < response.length ? 'waiting' : 'ok');
}

/** How a response ended, once it has: it outlives the verdict, which says nothing of it. */
function respondedNote({contained, containment}: ScenarioView): Span | undefined {
  if (contained) return span(containedHow(contained) === 'late' ? 'cont. late' : 'contained', 'ok');
  const own = containment.filter(({rehearsed}) => !rehearsed);
  if (own.some(({state}) => state === 'not contained')) return span('uncontained', 'late');
  return own.some(({state}) => state === 'unknown') ? span('unknown', 'unknown') : undefined;
}
