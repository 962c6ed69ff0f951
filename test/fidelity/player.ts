import {join} from 'node:path';
import type {AuditEvent} from '../../src/audit/event.js';
import {createActor, createNamespace} from '../../src/drill/act/actor.js';
import {rehearseContainment} from '../../src/drill/act/contain.js';
import {Identities} from '../../src/drill/act/identities.js';
import {type Errand, Requester, type Sent} from '../../src/drill/act/requester.js';
import {runSteps} from '../../src/drill/act/steps.js';
import {Execution} from '../../src/drill/execution.js';
import type {PlannedScenario} from '../../src/events/events.js';
import {EventLog} from '../../src/events/log.js';
import type {ApiRequest} from '../../src/kube/request.js';
import {realClock} from '../../src/lib/clock.js';
import {Journal} from '../../src/run/journal/journal.js';
import {planUndo} from '../../src/run/undo.js';
import type {Scenario} from '../../src/scenario/schema.js';
import {type RequestContext, requestContext} from '../../src/scenario/steps/request.js';
import type {Step} from '../../src/scenario/steps/step.js';
import {never} from '../helpers/source.js';
import type {Side} from './side.js';

/** One request and all that came of it. */
export interface Exchange {
  /** Purpose, step and place: the same on both sides. */
  key: string;
  auditId: string;
  code: number | undefined;
  body: unknown;
  events: AuditEvent[];
}

/** What one side made of a scenario. */
export interface Played {
  token: string;
  exchanges: Exchange[];
}

/** Keeps what every request came to. */
class Recorder extends Requester {
  readonly sent: {errand: Errand; request: ApiRequest; sent: Sent}[] = [];

  override async send(request: ApiRequest, errand: Errand): Promise<Sent> {
    const sent = await super.send(request, errand);
    this.sent.push({errand, request, sent});
    return sent;
  }
}

const IMAGE = 'registry.k8s.io/pause:3.10';
/** No node is there, so that whatever waits for one is asked once. */
const AWAITED_BY_NODES = 'pods';
const PATIENCE = '10s';
const EVENTS_WITHIN_MS = 5000;

/** Makes every request of a scenario, whatever becomes of those before, and takes all of it back. */
export async function playOn(side: Side, scenario: Scenario): Promise<Played> {
  const execution = new Execution(scenario, {id: scenario.id, expectations: []} as unknown as PlannedScenario, 'run');
  const identities = new Identities(side.kubeConfig, execution.userAgent, realClock);
  const log = new EventLog(realClock);
  const journal = new Journal(join(side.dir, 'journal.ndjson'));
  const clock = {...realClock, sleep: realClock.sleep};
  const recorder = new Recorder({execution, identities, log, journal, clock});
  try {
    await createNamespace(recorder, never);
    await createActor(recorder, 'usual', never);
    await act(side, recorder, scenario);
    await takeBack(recorder);
    return {token: execution.token, exchanges: await exchangesOf(side, recorder)};
  } finally {
    await identities.close();
  }
}

async function act(side: Side, recorder: Recorder, scenario: Scenario): Promise<void> {
  const context = contextOf(recorder.execution);
  const undo = () => planUndo(scenario.undo, context);
  const run = async (steps: readonly Step[], purpose: 'set-up' | 'benign' | 'attack') => {
    for (const [index, step] of steps.entries()) {
      if ('wait' in step && 'for' in step.wait) await side.pauses(pauseOf(step.wait.for));
      else if (!('node' in step))
        await runSteps(recorder, [named(step, index)], purpose, context, never).catch(() => {});
    }
  };
  await run(scenario.setUp, 'set-up');
  const wayBack = scenario.undo.length ? undo() : [];
  await run(scenario.benign, 'benign');
  await run(scenario.attack, 'attack');
  // In a namespace that goes everything goes, sooner here and later there.
  const namespace = `/api/v1/namespaces/${recorder.execution.namespace}`;
  const going = recorder.sent.some(({request}) => request.method === 'DELETE' && request.path === namespace);
  for (const check of going ? [] : scenario.contain) {
    await rehearseContainment(recorder, [{...check, within: PATIENCE}], context, never);
  }
  for (const action of wayBack) {
    if (!('request' in action) || 'await' in action) continue;
    await recorder.send(action.request, {purpose: 'clean-up', step: action.step, as: 'drill'});
  }
}

/** Steps are played one by one: each keeps the name that its place gives it. */
function named(step: Step, index: number): Step {
  const id = step.id ?? `step-${index + 1}`;
  if (!('wait' in step) || 'for' in step.wait) return {...step, id};
  const within = step.wait.resource === AWAITED_BY_NODES ? '50ms' : PATIENCE;
  return {...step, id, wait: {...step.wait, within}};
}

const pauseOf = (text: string): number => Number.parseFloat(text) * (text.endsWith('ms') ? 1 : 1000);

function contextOf(execution: Execution): RequestContext {
  const {token, namespace, serviceAccount, actorUser, labels} = execution;
  const names = {name: token, token, namespace, run: 'run', image: IMAGE, node: 'node-1', serviceAccount};
  return requestContext({...names, user: actorUser ?? '', index: '1'}, labels);
}

/** What lies outside of the namespace first, then the namespace, which takes the rest with it. */
async function takeBack(recorder: Recorder): Promise<void> {
  const isNamespace = (path: string) => /^\/api\/v1\/namespaces\/[^/]+$/.test(path);
  const inside = (path: string) => path.includes(`/namespaces/${recorder.execution.namespace}/`);
  // What the attack has deleted itself is gone sooner here and later there.
  const gone = new Set(recorder.sent.flatMap(({request}) => (request.method === 'DELETE' ? [request.path] : [])));
  const paths = recorder.createdPaths.filter(path => !inside(path) && !gone.has(path)).toReversed();
  for (const path of [...paths.filter(p => !isNamespace(p)), ...paths.filter(isNamespace)]) {
    await recorder.send({method: 'DELETE', path}, {purpose: 'clean-up', step: 'delete', as: 'drill'});
  }
}

async function exchangesOf(side: Side, recorder: Recorder): Promise<Exchange[]> {
  const counted = new Map<string, number>();
  const exchanges = lastOfPolls(recorder.sent).map(({errand, request, sent}) => {
    const what = `${errand.purpose} ${errand.step} ${request.method} ${request.path}`;
    const nth = (counted.get(what) ?? 0) + 1;
    counted.set(what, nth);
    const {auditId} = sent.request;
    return {key: `${what}${nth > 1 ? ` #${nth}` : ''}`, auditId, code: sent.answer?.code, body: sent.answer?.body};
  });
  const deadline = realClock.now() + EVENTS_WITHIN_MS;
  const isWhole = (events: AuditEvent[]) => exchanges.every(({auditId}) => events.some(e => e.auditID === auditId));
  let events = side.events();
  while (!isWhole(events) && realClock.now() < deadline) {
    await realClock.sleep(50);
    events = side.events();
  }
  return exchanges.map(exchange => ({...exchange, events: events.filter(e => e.auditID === exchange.auditId)}));
}

/** How often something is asked until it is there is the machine's doing. */
function lastOfPolls(sent: Recorder['sent']): Recorder['sent'] {
  const isPoll = ({errand, request}: Recorder['sent'][number]) =>
    (request.method === 'GET' && ['set-up', 'contain'].includes(errand.purpose)) || errand.step === 'granted';
  const same = (a: Recorder['sent'][number] | undefined, b: Recorder['sent'][number]) =>
    a?.errand.step === b.errand.step && a.request.path === b.request.path && a.request.method === b.request.method;
  return sent.filter((entry, index) => !isPoll(entry) || !same(sent[index + 1], entry));
}
