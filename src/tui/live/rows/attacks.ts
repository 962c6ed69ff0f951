import {formatDuration} from '../../../lib/duration.js';
import {printable} from '../../../lib/text/printable.js';
import {evidenceOf, type Preserved} from '../../../response/evidence.js';
import {type Harm, harmOf} from '../../../response/harm.js';
import {containedHow} from '../../../view/live/contained.js';
import {peopleMs} from '../../../view/live/exercise.js';
import {term} from '../../../view/live/told/telling.js';
import {clockTime, runningTime, shortTime} from '../../../view/stage-times.js';
import {left, right} from '../../../view/text.js';
import type {ScenarioView} from '../../../view/view.js';
import {type Line, line, type Span, span} from '../../text/line.js';
import type {LiveContext} from '../context.js';
import type {Words} from '../words/en.js';
import {title, wrapped} from './parts.js';
import type {Row} from './rows.js';

type Known = Pick<LiveContext, 'view' | 'run' | 'runNow' | 'symbols' | 'words' | 'telling'>;

/** Widths of the columns; the first takes what is left. */
const [DET, ACK, DECLARE, CONTAINED, HARM, EVIDENCE] = [8, 7, 9, 15, 7, 10];
const ALL = DET + ACK + DECLARE + CONTAINED + HARM + EVIDENCE;
/** Narrower tables keep what people are measured by. */
const NARROW = DET + ACK + CONTAINED;

const isNarrow = (width: number): boolean => width < ALL + 14;

/** The names of the columns. */
export function attackHead(width: number, {attacks: {head}}: Words): Line {
  const narrow = isNarrow(width);
  const name = width - 3 - (narrow ? NARROW : ALL);
  const cells = narrow
    ? [right(head.det, DET), right(head.ack, ACK), right(head.contained, CONTAINED)]
    : [
        ...[right(head.det, DET), right(head.ack, ACK), right(head.declare, DECLARE), right(head.contained, CONTAINED)],
        ...[right(head.harm, HARM), right(head.evidence, EVIDENCE)],
      ];
  return [span(`   ${left(head.attack, name)}`, 'muted'), span(cells.join(''), 'muted')];
}

/** A row for each attack of the drill, with how people did. */
export const attackRows = (context: Known): Row[] =>
  context.run.scenarios.map(scenario => ({
    key: `attack:${scenario.plan.id}`,
    line: width => attackLine(scenario, context, width),
  }));

function attackLine(scenario: ScenarioView, context: Known, width: number): Line {
  const narrow = isNarrow(width + 3);
  const name = left(printable(scenario.plan.title), width - (narrow ? NARROW : ALL), context.symbols.ellipsis);
  const [det, ack, contained] = [
    detected(scenario, context),
    acknowledged(scenario, context),
    containedCell(scenario, context),
  ];
  const first = span(name, scenario.phase || scenario.verdict ? 'plain' : 'muted');
  const cell = ({text, ...look}: Span, columns: number): Span => ({...look, text: right(text, columns)});
  if (narrow) return [first, cell(det, DET), cell(ack, ACK), cell(contained, CONTAINED)];
  return [
    ...[first, cell(det, DET), cell(ack, ACK), cell(declared(scenario, context), DECLARE)],
    ...[cell(contained, CONTAINED), cell(harmed(scenario, context), HARM), cell(kept(scenario, context), EVIDENCE)],
  ];
}

const none = ({symbols}: Known): Span => span(symbols.none, 'muted');

const firstAlert = ({signals}: ScenarioView) => signals.find(one => one.stage === 'alerted' && one.counted);

function detected(scenario: ScenarioView, context: Known): Span {
  const {symbols, telling, words} = context;
  const alert = firstAlert(scenario);
  if (alert) return span(shortTime(alert.latencyMs));
  if (scenario.verdict === 'missed') return span(`${symbols.missed} ${words.attacks.missed}`, 'missed', true);
  if (scenario.verdict)
    return span(
      scenario.verdict === 'not executed' ? words.attacks.notRun : term(telling, scenario.verdict).slice(0, 7),
      'muted',
    );
  return scenario.phase === 'watch' ? span(symbols.running, 'waiting') : none(context);
}

function acknowledged(scenario: ScenarioView, context: Known): Span {
  const answer = scenario.acknowledgements.find(one => one.counted);
  if (answer) return span(clockTime(answer.latencyMs));
  const alert = firstAlert(scenario);
  if (!alert) return none(context);
  // Nobody is waited for any longer.
  if (scenario.phase === 'clean-up' || scenario.cleaned)
    return span(`${context.symbols.missed} ${context.words.attacks.not}`, 'late');
  return span(`${context.symbols.running}${clockTime(peopleMs(context.run, alert.ms, context.runNow))}`, 'waiting');
}

function declared(scenario: ScenarioView, context: Known): Span {
  const names = scenario.signals.flatMap(({alert}) => alert ?? []);
  const made = context.view.declared.find(one => one.alerts.some(alert => names.includes(alert)));
  const shown = names.map(name => context.view.alerts[name]?.shown.t).find(t => t !== undefined);
  return made && shown !== undefined ? span(clockTime(made.t - shown)) : none(context);
}

const TIMELY = {'in time': ['ok', 'ok'], late: ['late', 'late'], unknown: ['unknown', 'unknown']} as const;

function containedCell(scenario: ScenarioView, context: Known): Span {
  const {symbols, words} = context;
  const {contained, response, asked, plan, phase} = scenario;
  if (contained) {
    const [mark, tone] = TIMELY[containedHow(contained)];
    return span(`${symbols[mark]} ${clockTime(contained.ttcMs)}`, tone);
  }
  // People are asked from the end of the attack on; while the clock stands, its watch may be over and no new phase begun.
  if (!['watch', 'respond'].includes(phase ?? '') || scenario.cleaned)
    return asked ? span(`${symbols.missed} ${words.attacks.not}`, 'late') : none(context);
  const held = response.filter(({state}) => state === 'held').length;
  if (!asked) return none(context);
  const extraMs = context.view.extended.reduce((sum, one) => (one.scenario === plan.id ? sum + one.byMs : sum), 0);
  const leftMs = (plan.response?.withinMs ?? 0) + extraMs - peopleMs(context.run, asked.ms, context.runNow);
  const time = leftMs >= 0 ? runningTime(leftMs) : words.attacks.over(runningTime(-leftMs));
  return span(`${held}/${response.length} ${time}`, leftMs >= 0 ? 'waiting' : 'late');
}

function harmed(scenario: ScenarioView, context: Known): Span {
  const ms = Math.max(0, ...harmOf(scenario, context.runNow, context.run).map(({downMs}) => downMs));
  return ms ? span(clockTime(ms), 'late') : none(context);
}

/** From the worst to the best: one that is lost cannot be mended. */
function kept(scenario: ScenarioView, context: Known): Span {
  const {symbols, words} = context;
  const all = evidenceOf(scenario, context.run);
  const has = (state: Preserved['state']) => all.some(one => one.state === state);
  if (has('lost')) return span(`${words.attacks.lost} ${symbols.missed}`, 'missed', true);
  if (!all.length || has('untouched')) return none(context);
  return has('unknown') ? span(`${symbols.unknown}`, 'unknown') : span(`${words.attacks.saved} ${symbols.ok}`, 'ok');
}

/** The checks of one attack, harm and evidence in words. */
export function attackDetail(id: string, context: Known, width: number): Line[] {
  const {run, symbols, runNow, telling, words} = context;
  const scenario = run.scenarios.find(one => one.plan.id === id);
  if (!scenario) return [];
  const alerts = scenario.signals.flatMap(({alert}) => alert ?? []);
  const names = [id, scenario.namespace, alerts.join(' ')].filter(Boolean).join(' · ');
  const checks = scenario.response.flatMap(({check, state, detail}): Line[] => {
    const mark = state === 'held' ? symbols.ok : state === 'unknown' ? symbols.unknown : symbols.missed;
    const tone = state === 'held' ? 'ok' : state === 'unknown' ? 'unknown' : 'late';
    return [[span(' '), span(`${mark} ${term(telling, state)}`, tone), span(`  ${check}: ${detail}`)]];
  });
  const harm = harmOf(scenario, runNow, run).filter(({downMs}) => downMs > 0);
  const evidence = evidenceOf(scenario, run);
  return [
    title(scenario.plan.title),
    ...wrapped(names, width, 'muted'),
    ...checks,
    ...harm.flatMap(one => wrapped(harmWords(one, context), width)),
    ...evidence.flatMap(one => wrapped(evidenceWords(one, context), width)),
    ...(scenario.asked?.story === undefined ? [] : wrapped(scenario.asked.story, width, 'muted')),
    ...(scenario.explanation === undefined ? [] : wrapped(scenario.explanation, width)),
    ...(checks.length || scenario.phase ? [] : [line(` ${words.attacks.notYet}`, 'muted')]),
  ];
}

const harmWords = ({bystander, downMs, by}: Harm, {words}: Known): string =>
  words.attacks.harm(bystander, formatDuration(downMs), by);

function evidenceWords({object, state, by}: Preserved, {words: {attacks}, telling}: Known): string {
  if (state === 'untouched' || state === 'unknown') return attacks.evidence[state](object);
  return attacks.evidence[state](object, by ?? telling.somebody);
}
