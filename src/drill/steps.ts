import {setMaxListeners} from 'node:events';
import type {Purpose, StepOutcome} from '../events/words.js';
import {type RequestContext, toRequest} from '../scenario/request.js';
import type {Step} from '../scenario/schema.js';
import {milliseconds} from './plan.js';
import type {Requester} from './requester.js';
import {stepName} from './step-name.js';

/** What became of a list of steps: the worst that happened, and the message that came with it. */
export interface StepsResult {
  outcome: StepOutcome;
  /** The step that was refused or failed, and what the server said. */
  step?: string;
  message?: string;
}

/** How often a condition is asked for. */
const POLL_MS = 200;

/**
 * Carries out the steps in order. A refusal does not end the attack: an attacker tries the next thing, and what
 * follows from the refusal (an object that is not there) is not held against the scenario. A failure ends it, and so
 * does a refusal of the set-up.
 */
export async function runSteps(
  requester: Requester,
  steps: readonly Step[],
  purpose: Extract<Purpose, 'set-up' | 'attack' | 'benign'>,
  context: RequestContext,
  signal: AbortSignal,
): Promise<StepsResult> {
  setMaxListeners(0, signal); // each request listens for as long as it takes, and a burst makes hundreds
  let refused: StepsResult | undefined;
  for (const [index, step] of steps.entries()) {
    const name = stepName(step, index);
    const result = await runStep(requester, step, {purpose, step: name, context, signal});
    if (result.outcome === 'prevented' && purpose !== 'set-up') refused ??= result;
    else if (result.outcome !== 'executed' && !refused) return result;
  }
  return refused ?? {outcome: 'executed'};
}

interface StepRun {
  purpose: Extract<Purpose, 'set-up' | 'attack' | 'benign'>;
  step: string;
  context: RequestContext;
  signal: AbortSignal;
}

async function runStep(requester: Requester, step: Step, run: StepRun): Promise<StepsResult> {
  if ('wait' in step) return waitStep(requester, step, run);
  const as = step.as ?? (run.purpose === 'set-up' ? 'drill' : 'actor');
  const {purpose, signal} = run;
  let refused: StepsResult | undefined;
  for (let i = 0; i < (step.repeat ?? 1); i++) {
    const request = toRequest(step, run.context);
    const errand = {purpose, step: run.step, as, signal, ...(step.answers && {wanted: step.answers})};
    const sent = await requester.send(request, errand);
    const message = sent.message ?? (sent.answer ? `HTTP ${sent.answer.code}` : 'no answer');
    if (sent.outcome === 'failed') return {outcome: 'failed', step: run.step, message};
    if (sent.outcome === 'prevented') refused ??= {outcome: 'prevented', step: run.step, message};
  }
  return refused ?? {outcome: 'executed'};
}

async function waitStep(requester: Requester, step: Extract<Step, {wait: object}>, run: StepRun): Promise<StepsResult> {
  const {clock} = requester;
  const {wait} = step;
  if ('for' in wait) {
    await clock.sleep(milliseconds(wait.for), run.signal);
    return {outcome: 'executed'};
  }
  const deadline = clock.now() + milliseconds(wait.within);
  const {field, is, within, ...target} = wait;
  const request = toRequest({get: target}, run.context);
  let found: unknown;
  do {
    // A poll is the drill's own doing, whoever's step it stands in: it is no part of the attack.
    const sent = await requester.send(request, {purpose: 'set-up', step: run.step, as: 'drill', signal: run.signal});
    found = valueAt(sent.answer?.body, field);
    if (String(found) === is) return {outcome: 'executed'};
    await clock.sleep(POLL_MS, run.signal);
  } while (clock.now() < deadline);
  const message = `${field} of ${wait.resource} ${wait.name} is ${JSON.stringify(found)}, not "${is}", after ${within}`;
  return {outcome: 'failed', step: run.step, message};
}

/** The value at a dotted path; numbers index arrays. */
function valueAt(body: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], body);
}
