import {setMaxListeners} from 'node:events';
import type {Purpose, StepOutcome} from '../../events/words.js';
import {milliseconds} from '../../lib/duration.js';
import {messageOf} from '../../lib/errors.js';
import {lacksRight} from '../../run/refusal.js';
import {stepName} from '../../run/step-name.js';
import {waitFor} from '../../run/wait.js';
import {
  isRequest,
  type RequestContext,
  type RequestStep,
  requestContext,
  toRequest,
} from '../../scenario/steps/request.js';
import type {Step, StepOf} from '../../scenario/steps/step.js';
import {renderAll} from '../../scenario/steps/template.js';
import {isGiven, type StepStanding} from '../rights/standing.js';
import type {Requester, Sent} from './requester.js';
import {untilExecuted} from './retry.js';
import {keepFrom} from './save-from-answer.js';

/** What became of a list of steps: the worst that happened, and the message that came with it. */
export interface StepsResult {
  outcome: StepOutcome;
  /** The step that was refused or failed, and what the server said. */
  step?: string;
  message?: string;
  /** True when nobody can say whether it was carried out: the server did not answer. */
  unanswered?: true;
}

/**
 * Carries out the steps in order. A refusal does not end the attack: an attacker tries the next thing, and what
 * follows from the refusal (an object that is not there) is not held against the scenario. A failure ends it, and so
 * does a refusal of the set-up.
 *
 * @param standing whether the scenario gives the actor of the step at that place the rights to it.
 */
export async function runSteps(
  requester: Requester,
  steps: readonly Step[],
  purpose: StepRun['purpose'],
  context: RequestContext,
  signal: AbortSignal,
  standing: (index: number) => StepStanding | undefined = () => undefined,
): Promise<StepsResult> {
  setMaxListeners(0, signal); // each request listens for as long as it takes, and a burst makes hundreds
  let refused: StepsResult | undefined;
  for (const [index, step] of steps.entries()) {
    const name = stepName(step, index);
    const run = {purpose, step: name, context, signal, standing: standing(index)};
    const {outcome, message, unanswered} = await runStep(requester, step, run);
    const result = {outcome, step: name, ...(message !== undefined && {message}), ...(unanswered && {unanswered})};
    if (outcome === 'prevented' && purpose !== 'set-up') refused ??= result;
    else if (outcome !== 'executed' && !refused) return result;
  }
  return refused ?? {outcome: 'executed'};
}

interface StepRun {
  purpose: Extract<Purpose, 'set-up' | 'attack' | 'benign'>;
  step: string;
  context: RequestContext;
  signal: AbortSignal;
  /** Whether the scenario gives the actor of the step the rights to it. */
  standing: StepStanding | undefined;
}

/** What one step came to; `body` is what its answer had to give. */
interface StepDone {
  outcome: StepOutcome;
  message?: string;
  unanswered?: true;
  body?: unknown;
}

async function runStep(requester: Requester, step: Step, run: StepRun): Promise<StepDone> {
  const done = await actOut(requester, step, run);
  if (done.outcome !== 'executed') return done;
  try {
    keepFrom(done.body, step, requester, run.context);
    return done;
  } catch (error) {
    return {outcome: 'failed', message: messageOf(error)};
  }
}

async function actOut(requester: Requester, step: Step, run: StepRun): Promise<StepDone> {
  if (isRequest(step)) return requestStep(requester, step, run);
  if ('wait' in step) return waitStep(requester, step, run);
  if ('node' in step) return nodeStep(requester, step, run);
  const {certificateRequest} = await import('../../lib/net/certificates.js');
  const {credential, ...subject} = renderAll(step.keyPair, run.context.names);
  const {request, key} = await certificateRequest(subject);
  requester.identities.holdKey(credential, key);
  // As the API wants it in spec.request.
  return {outcome: 'executed', body: {request: Buffer.from(request).toString('base64')}};
}

async function requestStep(requester: Requester, step: RequestStep, run: StepRun): Promise<StepDone> {
  const as = step.as ?? (run.purpose === 'set-up' ? 'drill' : 'actor');
  const {purpose, signal, context} = run;
  let done: StepDone = {outcome: 'executed'};
  for (let index = 1; index <= (step.repeat ?? 1); index++) {
    const counted = requestContext({...context.names, index: String(index)}, context.labels);
    const errand = {purpose, step: run.step, as, signal, ...(step.answers && {wanted: step.answers})};
    const send = () => requester.send(toRequest(step, counted), errand);
    const sent = await untilExecuted(send, step.retryFor, requester.clock, signal);
    const message = messageFor(sent);
    if (sent.outcome === 'failed') return {outcome: 'failed', message, ...unansweredBy(sent)};
    if (isUnearned(sent, step, run)) return {outcome: 'failed', message: `${NO_RIGHT}: ${message}`};
    if (sent.outcome === 'prevented' && done.outcome === 'executed') done = {outcome: 'prevented', message};
    else if (done.outcome === 'executed') done = {outcome: 'executed', body: sent.answer?.body};
  }
  return done;
}

const NO_RIGHT = 'the scenario does not grant the right to it, so the refusal says nothing about the cluster';

/** Whether a refusal is for want of a right that the scenario does not give: not the cluster's doing, nor the point. */
const isUnearned = ({outcome, answer}: Sent, {toBeRefused}: RequestStep, {purpose, standing}: StepRun): boolean =>
  outcome === 'prevented' &&
  purpose === 'attack' &&
  answer !== undefined &&
  lacksRight(answer) &&
  !toBeRefused &&
  !(standing && isGiven(standing, answer.message ?? ''));

const unansweredBy = ({unanswered}: Sent) => (unanswered ? {unanswered} : {});

const messageFor = ({message, answer}: Sent): string => message ?? (answer ? `HTTP ${answer.code}` : 'no answer');

async function nodeStep(requester: Requester, {node}: StepOf<'node'>, run: StepRun): Promise<StepDone> {
  const {purpose, step, signal, context} = run;
  const sent = await requester.runOnNode(renderAll(node, context.names), {purpose, step, signal});
  const {outcome, message} = sent;
  return {outcome, ...(message !== undefined && {message}), body: sent.answer?.body};
}

async function waitStep(requester: Requester, {wait}: StepOf<'wait'>, run: StepRun): Promise<StepDone> {
  const {clock, reach} = requester;
  const {signal, step, context} = run;
  if ('for' in wait) {
    await clock.sleep(milliseconds(wait.for), signal);
    return {outcome: 'executed'};
  }
  const condition = renderAll(wait, context.names);
  const request = toRequest({get: wait}, context);
  // A poll is the drill's own doing, in any actor's step: it is not part of the attack.
  let last: Sent | undefined;
  const ask = async () => {
    last = await requester.send(request, {purpose: 'set-up', step, as: 'drill', signal, wanted: [200, 404]});
    return last.answer;
  };
  const waited = await waitFor(condition, ask, {withinMs: milliseconds(wait.within), clock, reach, signal});
  if ('body' in waited) return {outcome: 'executed', body: waited.body};
  return {outcome: 'failed', message: waited.unmet, ...(last && unansweredBy(last))};
}
