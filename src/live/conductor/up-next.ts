import type {Inject} from '../../scenario/exercise/script.js';
import type {Course} from '../script/course.js';
import {dueAt} from '../script/due.js';
import type {ScriptState} from './script-runner.js';

/**
 * What comes next where people are the clock: what a decision has led to, and then the script in its own order. What only
 * a condition or a facilitator brings waits until it is so.
 *
 * @param t drill time now, in milliseconds
 */
export function upNext(script: readonly Inject[], course: Course, {done, led}: ScriptState, t: number): Inject[] {
  const open = script.filter(({id}) => !done.has(id));
  const isLed = ({id}: Inject) => led.has(id);
  return [...open.filter(isLed), ...open.filter(inject => !isLed(inject) && isInTurn(inject, course, t))];
}

function isInTurn(inject: Inject, course: Course, t: number): boolean {
  const {at, after, orAt, manual} = inject;
  if (manual || (inject.unless !== undefined && course.holdsSince(inject.unless) !== undefined)) return false;
  if (at !== undefined || orAt !== undefined) return true;
  const due = dueAt(inject, course);
  return due !== undefined && (after !== undefined || due <= t);
}
