import {parseDuration} from '../../lib/duration.js';
import {type Condition, type Inject, MOMENTS} from '../exercise/script.js';

type Moment = (typeof MOMENTS)[number];

/** What says when an inject is due. */
export type Trigger = Pick<Inject, 'at' | 'after' | 'when' | 'manual' | 'orAt' | 'unless'>;

/** Where an inject has no time of its own. */
const DECIDED = 'after a decision';

/**
 * When an inject is due, in words that `readTrigger` reads again: `2 m after secrets-listed is acknowledged, at the latest
 * at 9 m`.
 */
export function triggerWords(trigger: Trigger): string {
  const {orAt, unless} = trigger;
  return [
    ownWords(trigger),
    ...(orAt === undefined ? [] : [`at the latest at ${instant(orAt)}`]),
    ...(unless ? [`unless ${conditionWords(unless)}`] : []),
  ].join(', ');
}

function ownWords({at, after, when, manual}: Trigger): string {
  if (at !== undefined) return `at ${instant(at)}`;
  if (after) return afterWords(after);
  if (when) return `when ${conditionWords(when)}${when.for === undefined ? '' : ` for ${spaced(when.for)}`}`;
  return manual ? 'manual' : DECIDED;
}

/** A time of the drill's clock: `127s`, as a drill that varies has it, reads `2:07`; others as they are written. */
export function instant(duration: string): string {
  const seconds = /^(\d+)s$/.exec(duration)?.[1];
  if (seconds === undefined || Number(seconds) < 60) return spaced(duration);
  return `${Math.floor(Number(seconds) / 60)}:${String(Number(seconds) % 60).padStart(2, '0')}`;
}

/** `90s` as `90 s`. */
export const spaced = (duration: string): string => duration.replace(/^([\d.]+)/, '$1 ');

function afterWords({event, of, delay}: NonNullable<Trigger['after']>): string {
  const wait = parseDuration(delay) === 0 ? '' : `${spaced(delay)} `;
  return `${wait}after ${of ?? 'anything'} is ${event}`;
}

function conditionWords(condition: Condition): string {
  if ('is' in condition) return `${condition.of ?? 'anything'} is ${condition.is}`;
  if ('not' in condition)
    return condition.of === undefined ? `nothing is ${condition.not}` : `${condition.of} is not ${condition.not}`;
  if ('answered' in condition) return `${condition.answered} is answered`;
  return `${condition.decided} is decided${condition.as === undefined ? '' : ` as ${condition.as}`}`;
}

const DURATION = String.raw`(\d+(?:\.\d+)?) ?(ms|s|m|h|d)`;
/** A duration, or minutes and seconds of the drill's clock. */
const INSTANT = String.raw`(?:(\d{1,5}):([0-5]\d)|${DURATION})`;
const MOMENT = `(${MOMENTS.join('|')})`;
const FORMS = {
  at: new RegExp(`^at ${INSTANT}$`, 'i'),
  after: new RegExp(`^(?:${DURATION} )?after (\\S+) is ${MOMENT}$`, 'i'),
  when: new RegExp(`^when (.+?)(?: for ${DURATION})?$`, 'i'),
  orAt: new RegExp(`^at the latest at ${INSTANT}$`, 'i'),
  unless: /^unless (.+)$/i,
  is: new RegExp(`^(\\S+) is ${MOMENT}$`, 'i'),
  not: new RegExp(`^(\\S+) is not ${MOMENT}$`, 'i'),
  answered: /^(\S+) is answered$/i,
  decided: /^(\S+) is decided(?: as (\S+))?$/i,
};

/** Reads the words of `triggerWords`, without regard to case at their ends; undefined where they say nothing known. */
export function readTrigger(words: string): Trigger | undefined {
  const [first = '', ...rest] = words.trim().replaceAll(/\s+/g, ' ').split(/, ?/);
  const own = ownTrigger(first);
  if (!own) return undefined;
  const parts = rest.map(restOf);
  if (parts.some(part => part === undefined)) return undefined;
  return Object.assign({...own}, ...parts) as Trigger;
}

function ownTrigger(words: string): Trigger | undefined {
  if (/^manual$/i.test(words)) return {manual: true};
  if (words.toLowerCase() === DECIDED) return {};
  const at = FORMS.at.exec(words);
  if (at) return {at: instantIn(at)};
  const after = FORMS.after.exec(words);
  if (after) {
    const [, amount, unit, of = '', event] = after;
    const delay = amount === undefined ? '0s' : joined(amount, unit);
    return {after: {event: momentOf(event), ...(!isWord(of, 'anything') && {of}), delay}};
  }
  const when = FORMS.when.exec(words);
  const condition = when && readCondition(when[1] ?? '');
  if (!condition) return undefined;
  return {when: {...condition, ...(when[2] !== undefined && {for: joined(when[2], when[3])})}};
}

function restOf(words: string): Trigger | undefined {
  const latest = FORMS.orAt.exec(words);
  if (latest) return {orAt: instantIn(latest)};
  const condition = readCondition(FORMS.unless.exec(words)?.[1] ?? '');
  return condition && {unless: condition};
}

function readCondition(words: string): Condition | undefined {
  const not = FORMS.not.exec(words);
  if (not) return {not: momentOf(not[2]), of: not[1] ?? ''};
  const is = FORMS.is.exec(words);
  if (is && isWord(is[1], 'nothing')) return {not: momentOf(is[2])};
  if (is) return {is: momentOf(is[2]), ...(!isWord(is[1], 'anything') && {of: is[1] ?? ''})};
  const answered = FORMS.answered.exec(words);
  if (answered) return {answered: answered[1] ?? ''};
  const decided = FORMS.decided.exec(words);
  if (!decided) return undefined;
  return {decided: decided[1] ?? '', ...(decided[2] !== undefined && {as: decided[2]})};
}

const isWord = (text = '', word: string): boolean => text.toLowerCase() === word;
const momentOf = (word = ''): Moment => word.toLowerCase() as Moment;
const instantIn = ([, minutes, seconds, amount, unit]: RegExpExecArray): string =>
  minutes === undefined ? joined(amount, unit) : `${Number(minutes) * 60 + Number(seconds)}s`;

const joined = (amount = '', unit = ''): string => `${amount}${unit.toLowerCase()}`;
