import type {AuditEvent, AuditLevel} from '../../audit/event.js';
import {evaluatePolicy, type PolicyDecision} from '../../audit/policy.js';
import type {AuditPolicy} from '../../audit/policy-schema.js';
import type {Plan} from '../../drill/plan/plan.js';
import {type PlannedActor, plannedActor} from '../../drill/plan/planned-actor.js';
import {followUp, plannedContext} from '../../drill/plan/planned-requests.js';
import {type RequestInfo, requestInfo} from '../../kube/request-info.js';
import type {Scenario} from '../../scenario/schema.js';
import {isRequest, type RequestContext, toRequest} from '../../scenario/steps/request.js';
import type {Step} from '../../scenario/steps/step.js';
import type {ForeseenEvent, Knows} from '../../sigma/reason/foresee.js';

/** One request of an attack, as the audit policy will log it, and as it would be with everything logged. */
export interface ForeseenRequest {
  /** `create secrets`, for messages. */
  what: string;
  decision: PolicyDecision;
  /** Absent when the policy drops the request. Answered as the attack means it, or refused. */
  logged?: ForeseenEvent;
  /** As the attack means it only. */
  succeeded?: ForeseenEvent;
  /** As if the policy logged everything. */
  full: ForeseenEvent;
}

/** What the steps of a scenario will ask of the API server, under stand-in names. */
export function foresee(
  section: 'attack' | 'setUp',
  scenario: Scenario,
  plan: Plan,
  policy: AuditPolicy,
): ForeseenRequest[] {
  const context = plannedContext(scenario, plan);
  const by = section === 'attack' ? 'actor' : 'drill';
  return scenario[section].flatMap(step => {
    const request = isRequest(step)
      ? {...toRequest(step, context), ...plannedActor(step.as ?? by, scenario, context), hasBody: true}
      : consequence(step, context);
    if (!request) return [];
    const info = requestInfo(request.method, request.path);
    const decision = evaluatePolicy(policy, {...(request.user && {user: request.user}), info});
    const times = ('repeat' in step && step.repeat) || 1;
    const at = (level: AuditLevel, codes: readonly number[]): ForeseenEvent => ({
      alternatives: codes.map(code => eventOf(info, request, level, code)),
      knows: knowsFor(request, level),
      times,
    });
    const {level} = decision;
    const meant = meantCodes(step, request);
    const any = [...meant, ...REFUSALS];
    return [
      {
        what: `${info.verb} ${[info.resource ?? request.path, info.subresource].filter(Boolean).join('/')}`,
        decision,
        ...(level !== 'None' && {logged: at(level, any), succeeded: at(level, meant)}),
        full: at('RequestResponse', any),
      },
    ];
  });
}

/** By the authorizer, by admission, by a webhook that cannot be reached. */
const REFUSALS = [403, 422, 500];

/** With which statuses an attack does what it is meant to do. */
function meantCodes(step: Step, {unauthenticated, upgrade}: KnownRequest): readonly number[] {
  if (unauthenticated) return [401];
  return ('answers' in step && step.answers) || (upgrade ? [101] : [200, 201, 202]);
}

/** A request, and how much of it is known. */
interface KnownRequest extends PlannedActor {
  method: string;
  path: string;
  body?: unknown;
  upgrade?: unknown;
  hasBody: boolean;
}

/** What a component of a node will ask for after a command there: nobody can say with which object. */
function consequence(step: Step, context: RequestContext): KnownRequest | undefined {
  const [request] = followUp(step, context);
  return request && {...request, hasBody: false};
}

function eventOf(info: RequestInfo, request: KnownRequest, level: AuditLevel, code: number): AuditEvent {
  const {path, body, user, unauthenticated} = request;
  const {verb, resource, subresource, namespace, name, apiGroup, apiVersion} = info;
  const hasBody = (level === 'Request' || level === 'RequestResponse') && body !== undefined;
  const reference = Object.entries({
    resource,
    subresource,
    namespace,
    name,
    apiGroup: apiGroup || undefined,
    apiVersion,
  });
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    ...{level, verb, auditID: '', requestReceivedTimestamp: '', stageTimestamp: '', requestURI: path},
    stage: 'ResponseStarted',
    user: user ?? {},
    ...(info.isResource && {objectRef: Object.fromEntries(reference.filter(([, value]) => value !== undefined))}),
    responseStatus: unauthenticated ? {code, status: 'Failure', reason: 'Unauthorized'} : {code},
    ...(hasBody && {requestObject: body}),
  };
}

/** What stands fast before a request is made. Of a created object the name may come with the body. */
const KNOWN = ['kind', 'apiVersion', 'level', 'verb', 'requestURI', 'objectRef', 'requestObject'];

/** By what they know: equal knowledge is one function, so that rules are made ready for it once. */
const KNOWLEDGE = new Map<string, Knows>();

function knowsFor(request: KnownRequest, level: AuditLevel): Knows {
  const known = new Set(KNOWN);
  if (!request.hasBody && level !== 'Metadata') known.delete('requestObject');
  if (request.user) known.add('user');
  if (level !== 'RequestResponse') known.add('responseObject');
  // Without a valid credential nothing but the refusal is left of a request.
  if (request.unauthenticated) for (const field of ['user', 'stage', 'responseStatus', 'annotations']) known.add(field);
  const key = [...known].sort().join(' ');
  const knows = KNOWLEDGE.get(key) ?? knowing(known);
  KNOWLEDGE.set(key, knows);
  return knows;
}

const knowing =
  (known: ReadonlySet<string>): Knows =>
  field =>
    field === 'responseStatus.code' ||
    (field !== 'objectRef.name' && !field.startsWith('user.extra') && known.has(field.split('.')[0] ?? ''));
