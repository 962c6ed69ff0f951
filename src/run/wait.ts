import {RE2JS} from 're2js';
import type {Clock} from '../lib/clock.js';
import {formatDuration} from '../lib/duration.js';
import {valueAt} from '../lib/json/field-path.js';
import {growing, until} from '../lib/until.js';
import type {StepOf} from '../scenario/steps/step.js';
import type {Reach} from './reach.js';

/** How often a condition is asked for: each question is a line of the audit log that is being read. */
const POLL_MS = {first: 200, factor: 1.3, most: 2000};

/** A condition on one object, as a scenario has it. */
export type Condition = Exclude<StepOf<'wait'>['wait'], {for: string}>;

/** What waiting came to: the last answer's body, or the reason in words. */
export type Waited = {body: unknown} | {unmet: string};

/** How long is waited, by which clock, and for which server. */
export interface Patience {
  /** As long as the scenario would wait; the run may not. */
  withinMs: number;
  clock: Clock;
  reach: Reach;
  signal?: AbortSignal;
}

/** What reading an object came to. */
interface Read {
  code: number;
  body: unknown;
}

/**
 * Asks for an object, ever less often, until a condition on it holds.
 *
 * @param ask reads the object once: the answer's code and body.
 */
export async function waitFor(
  condition: Condition,
  ask: () => Promise<Read | undefined>,
  {withinMs, clock, reach, signal}: Patience,
): Promise<Waited> {
  const boundMs = reach.bound(withinMs);
  const startedAt = clock.now();
  const isMet = (answer: Read | undefined): answer is Read =>
    answer !== undefined && holds(condition, answer.code, answer.body);
  const last = await until(ask, {
    ...{clock, within: boundMs, pauses: growing(POLL_MS), enough: isMet, isPointless: () => reach.lost},
    ...(signal && {signal}),
  });
  if (isMet(last)) return {body: last.body};
  const waited = boundMs < withinMs || reach.lost ? formatDuration(clock.now() - startedAt) : condition.within;
  return {unmet: `${unmet(condition, last)} after ${waited}`};
}

function holds(condition: Condition, code: number, body: unknown): boolean {
  if ('exists' in condition) return condition.exists ? code === 200 : code === 404;
  if (code !== 200) return false;
  const found = valueAt(body, condition.field);
  if ('is' in condition) return String(found) === condition.is;
  if (found === undefined || found === null) return false;
  if ('isNot' in condition) return String(found) !== condition.isNot;
  return RE2JS.compile(condition.matches).matcher(String(found)).find();
}

function unmet(condition: Condition, last: {code: number; body: unknown} | undefined): string {
  const what = `${condition.resource} ${condition.name}`;
  if ('exists' in condition) return `${what} ${condition.exists ? 'does not exist' : 'is still there'}`;
  if (last?.code !== 200) return `${what} cannot be read (${last ? `HTTP ${last.code}` : 'no answer'})`;
  const wanted =
    'is' in condition
      ? `not "${condition.is}"`
      : 'isNot' in condition
        ? `still "${condition.isNot}"`
        : `nothing that matches ${condition.matches}`;
  // What a Secret holds is told to nobody, not even to say that it is wrong.
  const found = /^secrets(\/|$)/.test(condition.resource)
    ? 'something else'
    : JSON.stringify(valueAt(last.body, condition.field));
  return `${condition.field} of ${what} is ${found}, ${wanted},`;
}
