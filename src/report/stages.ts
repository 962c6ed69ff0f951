import type {Stage} from '../events/words.js';
import {formatDuration} from '../lib/duration.js';
import {stageOf} from '../view/stage-times.js';
import {symbolsFor} from '../view/symbols.js';
import type {ScenarioView, StageView} from '../view/view.js';

/** A stage's state in a report. `not owed`: the attack was refused, failed or left out, so nothing had to be seen. */
export type ReportedState = StageView['state'] | 'not owed';

/** The state of a stage when all is over: a clock that still runs under a verdict runs for nothing. */
export const reportedState = ({verdict}: ScenarioView, {state}: StageView): ReportedState =>
  verdict !== undefined && (state === 'running' || state === 'waiting') ? 'not owed' : state;

const SYMBOLS = symbolsFor(false);

/** Mark and word of each state, since a colour alone says nothing on paper. */
const WORDS: Record<ReportedState, string> = {
  seen: '',
  late: `${SYMBOLS.late} late`,
  missed: `${SYMBOLS.missed} missed`,
  suppressed: `${SYMBOLS.missed} nobody notified`,
  unknown: `${SYMBOLS.unknown} unknown`,
  prevented: `${SYMBOLS.prevented} refused`,
  failed: `${SYMBOLS.warning} failed`,
  waiting: 'not judged',
  running: 'not judged',
  'not owed': SYMBOLS.none,
};

/** A stage's state in a word, such as `✖ missed`; empty where it was seen, or the scenario has none. */
export function stageWord(scenario: ScenarioView, stage: Stage): string {
  const known = stageOf(scenario, stage);
  return known ? WORDS[reportedState(scenario, known)] : '';
}

/**
 * One cell of the matrix: `4.1 s of 30.0 s`, `◷ late, 34.0 s of 30.0 s`, `✖ missed, SLA 30.0 s`; the worst expectation
 * where a scenario has several at the stage; empty where it has none.
 */
export function stageCell(scenario: ScenarioView, stage: Stage): string {
  const known = stageOf(scenario, stage);
  if (!known) return '';
  const state = reportedState(scenario, known);
  if (stage === 'executed') return state === 'seen' ? `${SYMBOLS.ok} yes` : WORDS[state];
  if (state === 'not owed') return WORDS[state];
  return [WORDS[state], timeOfSla(known)].filter(Boolean).join(', ');
}

/** A number must not be parted from its unit where a narrow column is wrapped. */
const duration = (ms: number): string => formatDuration(ms).replaceAll(' ', '\u00A0');

function timeOfSla({latencyMs, slaMs}: StageView): string {
  const sla = slaMs === undefined ? '' : duration(slaMs);
  if (latencyMs === undefined) return sla && `SLA\u00A0${sla}`;
  return sla ? `${duration(latencyMs)} of ${sla}` : duration(latencyMs);
}
