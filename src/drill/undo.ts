import {randomUUID} from 'node:crypto';
import type {ApiClient} from '../cluster/client.js';
import type {NodeShell} from '../cluster/cluster.js';
import type {Clock} from '../lib/clock.js';
import {messageOf} from '../lib/errors.js';
import {type ApiRequest, type RequestContext, toRequest} from '../scenario/request.js';
import type {UndoStep} from '../scenario/step.js';
import {renderAll} from '../scenario/template.js';
import {milliseconds} from './plan.js';
import {outcomeOf} from './refusal.js';
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
export async function undo(actions: readonly UndoAction[], hands: UndoHands): Promise<string[]> {
  const left: string[] = [];
  for (const action of actions) {
    const problem = await take(action, hands).catch(messageOf);
    if (problem !== undefined) left.push(`${action.step} was not undone (${problem})`);
  }
  return left;
}

async function take(action: UndoAction, {client, nodes, clock}: UndoHands): Promise<string | undefined> {
  const send = (request: ApiRequest) => client.send(request, {auditId: randomUUID()});
  if ('sleepMs' in action) return void (await clock.sleep(action.sleepMs));
  if ('node' in action) {
    const result = await nodes?.run(action.on ?? nodes.defaultNode, action.node);
    if (!result) return 'there are no commands on nodes here';
    return result.ok ? undefined : `${result.why} ${result.exitCode ?? ''} ${result.output}`.trim();
  }
  if ('await' in action) {
    const waited = await waitFor(action.await, milliseconds(action.await.within), () => send(action.request), clock);
    return 'unmet' in waited ? waited.unmet : undefined;
  }
  const answer = await send(action.request);
  if (outcomeOf(answer, action.wanted) === 'executed') return undefined;
  return `HTTP ${answer.code}${answer.message ? `, ${answer.message}` : ''}`;
}
