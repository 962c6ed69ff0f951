import {parseDuration} from '../../lib/duration.js';
import type {Line} from './line.js';
import {readTrigger, type Trigger, triggerWords} from './trigger.js';

/** When an inject is due: by its trigger where that was changed, else by its time where that was, else as before. */
export function readWhen(line: Line): Trigger {
  const {base, ms} = line;
  const {at, after, when, manual, orAt, unless} = base ?? {};
  const before = {at, after, when, manual, orAt, unless} as Trigger;
  const words = line.cell('trigger');
  if (words !== '' && line.isChanged('trigger')) {
    const trigger = readTrigger(words) ?? ofOtherLists(words, line);
    if (!trigger)
      line.problems.push(`the trigger "${words}" is not known: write such as ${EXAMPLE}, manual, or at 5 m`);
    return trigger ?? before;
  }
  if (base && !line.isChanged('scheduled')) return before;
  if (ms !== undefined) return {at: durationOf(ms), ...(unless && {unless})};
  return base ? withoutTime(line, before) : withoutTime(line, {manual: true});
}

function withoutTime(line: Line, instead: Trigger): Trigger {
  const time = line.cell('scheduled');
  if (time !== '') line.problems.push(`the time "${time}" is not known: write hours and minutes, such as 00:05`);
  else if (!line.base) line.notes.push('it has neither a time nor a trigger: the facilitator delivers it');
  return instead;
}

const EXAMPLE = triggerWords({after: {event: 'detected', of: 'pod-exec', delay: '2m'}, orAt: '9m'});

const BY_CLOCK = /^(scheduled|auto|automatic|timed|time|time-based)$/i;
const BY_HAND = /^(controller|controller action|actor action|staff action|human|hand)$/i;
const BY_EVENT = /^(conditional|player action|event|event-based|triggered|dependent|contingent|inject)$/i;

/** What other lists say of a trigger: by the clock, by hand, or by something that only their authors know. */
function ofOtherLists(words: string, {ms, notes}: Line): Trigger | undefined {
  if (BY_CLOCK.test(words) && ms !== undefined) return {at: durationOf(ms)};
  if (BY_EVENT.test(words))
    notes.push(`the trigger ${words} does not say what it waits for: the facilitator delivers it`);
  return BY_HAND.test(words) || BY_EVENT.test(words) ? {manual: true} : undefined;
}

/** A duration as people write it: in minutes where it is whole minutes. */
function durationOf(ms: number): string {
  const text = ms % 60_000 === 0 ? `${ms / 60_000}m` : ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
  return parseDuration(text) === undefined ? '0s' : text;
}
