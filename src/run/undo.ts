import {randomUUID} from 'node:crypto';
import {type ApiClient, NoAnswer} from '../cluster/api/client.js';
import type {NodeShell} from '../cluster/cluster.js';
import type {ApiRequest} from '../kube/request.js';
import type {Clock} from '../lib/clock.js';
import {milliseconds} from '../lib/duration.js';
import {messageOf} from '../lib/errors.js';
import {type RequestContext, toRequest} from '../scenario/steps/request.js';
import type {UndoStep} from '../scenario/steps/step.js';
import {renderAll} from '../scenario/steps/template.js';
import {isKnown, type Reach} from './reach.js';
import {outcomeOf} from './refusal.js';
import type {Remains} from './remains.js';
import {stepName} from './step-name.js';
import {type Condition, waitFor} from './wait.js';

/** One step of the way back with everything filled in: another process can take it from the journal alone. */
export type UndoAction = {step: string} & (
  | {request: ApiRequest; wanted?: number[]}
  | {node: string[]; on?: string}
  | {sleepMs: number}
  | {await: Condition; request: ApiRequest}
);

/** Who takes the way back: a client that speaks as the drill, and the nodes where they can be reached. */
export interface UndoHands {
  client: ApiClient;
  nodes: NodeShell | undefined;
  clock: Clock;
  /** Whether the server answers, and for how long it is worth asking again. */
  reach: Reach;
}

/** Fills in the steps of the way back, in their order. */
export const planUndo = (steps: readonly UndoStep[], context: RequestContext): UndoAction[] =>
  steps.map((step, index) => ({step: stepName(step, index), ...actionFor(step, context)}));

type Action = UndoAction extends infer A ? (A extends {step: string} ? Omit<A, 'step'> : never) : never;

function actionFor(step: UndoStep, context: RequestContext): Action {
  if ('node' in step) {
    const {command, on} = renderAll(step.node, context.names);
    return {node: command, ...(on !== undefined && {on})};
  }
  if (!('wait' in step)) return {request: toRequest(step, context), ...(step.answers && {wanted: step.answers})};
  if ('for' in step.wait) return {sleepMs: milliseconds(step.wait.for)};
  return {await: renderAll(step.wait, context.names), request: toRequest({get: step.wait}, context)};
}

/**
 * Takes the way back, every step of it whatever became of those before.
 *
 * @returns what could not be put back, with the reason.
 */
export async function undo(actions: readonly UndoAction[], hands: UndoHands): Promise<Remains> {
  const remains: Remains = {left: [], unsure: []};
  for (const action of actions) {
    let unanswered = false;
    const problem = await take(action, hands).catch((error: unknown) => {
      unanswered = error instanceof NoAnswer;
      return messageOf(error);
    });
    if (problem === undefined) continue;
    const text = `${action.step} was not undone (${problem})`;
    remains.left.push(text);
    if (unanswered) remains.unsure.push(text);
  }
  return remains;
}

async function take(action: UndoAction, hands: UndoHands): Promise<string | undefined> {
  const {client, clock, reach} = hands;
  const send = (request: ApiRequest) => client.send(request, {auditId: randomUUID(), timeoutMs: reach.timeoutMs});
  if ('sleepMs' in action) return void (await clock.sleep(reach.bound(action.sleepMs)));
  if ('node' in action) return takeOnNode(action, hands);
  if ('await' in action) {
    const ask = () =>
      reach.insist(
        () => send(action.request),
        ({code}) => isKnown(code, [200, 404]),
      );
    const withinMs = milliseconds(action.await.within);
    const waited = await waitFor(action.await, ask, {withinMs, clock, reach});
    return 'unmet' in waited ? waited.unmet : undefined;
  }
  const answer = await reach.insist(
    () => send(action.request),
    ({code}) => isKnown(code, action.wanted),
  );
  if (outcomeOf(answer, action.wanted) === 'executed') return undefined;
  return `HTTP ${answer.code}${answer.message ? `, ${answer.message}` : ''}`;
}

/** A node that is stopped or starts again takes no commands for a while. */
async function takeOnNode(
  action: {node: string[]; on?: string},
  {nodes, reach}: UndoHands,
): Promise<string | undefined> {
  if (!nodes) return 'there are no commands on nodes here';
  const run = () => nodes.run(action.on ?? nodes.defaultNode, action.node);
  const result = await reach.insist(run, r => r.ok || !UNREACHED.test(`${r.why} ${r.output}`));
  return result.ok ? undefined : `${result.why} ${result.exitCode ?? ''} ${result.output}`.trim();
}

/** How a tool and its engine say that they did not get to the node at all. */
const UNREACHED = /^(timeout|signal)|error response from daemon|is not running|cannot connect to the docker daemon/i;
