import {randomUUID} from 'node:crypto';
import {isLongRunning, type RequestInfo, requestInfo} from '../../kube/request-info.js';
import {authenticate, type Credentials} from './access/authenticate.js';
import type {Tokens, User} from './access/identity.js';
import {type Impersonation, impersonated} from './access/impersonation.js';
import {type AuditLog, type AuditRecord, isStatus} from './audit.js';
import {type Answer, type Call, subjectOf} from './call.js';
import {readBody} from './handlers/body.js';
import {handleObjects} from './handlers/crud.js';
import {checkOptions} from './handlers/options.js';
import {evict} from './handlers/parts/eviction.js';
import {handlePart} from './handlers/parts/subresources.js';
import {requestToken} from './handlers/parts/token-request.js';
import {answerPath} from './handlers/paths.js';
import {represented} from './handlers/represent.js';
import {answerReview} from './handlers/reviews.js';
import {isDeprecated, servedResource} from './kinds.js';
import type {Machinery} from './machinery.js';
import {answerKubelet} from './node/kubelet.js';
import type {ContainerLogs} from './node/logs.js';
import {isMap} from './objects.js';
import {forbidden, forbiddenPath, noSuchPath, StatusError, unauthorized} from './status.js';

/** A request as it arrived. */
export interface Arrival {
  method: string;
  /** Path with its query. */
  uri: string;
  headers: {
    auditId?: string | undefined;
    userAgent?: string | undefined;
    contentType?: string | undefined;
    accept?: string | undefined;
    impersonation?: Impersonation | undefined;
  };
  credentials: Credentials;
  sourceIPs: string[];
  body: string;
  /** Set for the server's own controllers, which carry no token. */
  user?: User;
}

/** A request that may go on: authenticated and authorised. */
export interface Opened {
  record: AuditRecord;
  user: User;
  info: RequestInfo;
  /** The request as handlers see it. @throws StatusError 400 for a body that cannot be read. */
  call(): Call;
  /** What the client is warned of, beside the answer. */
  warnings: readonly string[];
}

/** How a request was answered. */
export interface Handled extends Answer {
  auditId: string;
  warnings: readonly string[];
}

/** What the pipeline is made of. */
export interface Parts extends Machinery {
  tokens: Tokens;
  audit: AuditLog;
  logs: ContainerLogs;
  version: string;
  /** Host and port. */
  address(): string;
}

/** The longest user agent that is logged whole. */
const USER_AGENT_LENGTH = 1024;

/**
 * Every request's way through the server, in the API server's own order: audit, authentication, authorisation, handler.
 */
export class Pipeline {
  constructor(readonly parts: Parts) {}

  /** Handles a request whose answer comes at once. Never throws: a refusal is an answer. */
  handle(arrival: Arrival): Handled {
    const auditId = auditIdOf(arrival);
    let warnings: readonly string[] = [];
    try {
      const opened = this.open(arrival, auditId);
      ({warnings} = opened);
      return {...this.answer(opened), auditId, warnings};
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      return {code: error.status.code, body: error.status, auditId, warnings};
    }
  }

  /**
   * Lets a request in.
   *
   * @throws StatusError 401 or 403, which is in the audit log by then.
   */
  open(arrival: Arrival, auditId: string): Opened {
    const {audit, rbac, tokens} = this.parts;
    const info = requestInfo(arrival.method, arrival.uri);
    const known = arrival.user ? {user: arrival.user} : authenticate(tokens, arrival.credentials);
    const {userAgent, impersonation} = arrival.headers;
    const {method, uri, sourceIPs} = arrival;
    const about = {auditId, method, uri, info, user: known?.user, sourceIPs, userAgent: userAgent && cut(userAgent)};
    const record = audit.begin(about);
    if (!known) {
      const {status} = unauthorized();
      record.responseObject = status;
      record.stage('ResponseStarted', status.code, status);
      throw new StatusError(status);
    }
    Object.assign(record.annotations, known.annotations);
    record.stage('RequestReceived');
    const user = impersonation ? this.#impersonate(record, info, known.user, impersonation) : known.user;
    const {allowed, reason} = rbac.authorize(user, info);
    record.annotations['authorization.k8s.io/decision'] = allowed ? 'allow' : 'forbid';
    record.annotations['authorization.k8s.io/reason'] = reason;
    const warnings: string[] = [];
    if (allowed) return {record, user, info, warnings, call: () => callOf(arrival, record, user, info, warnings)};
    throw this.refuse(record, info, refusal(user, info, reason));
  }

  #impersonate(record: AuditRecord, info: RequestInfo, caller: User, wanted: Impersonation): User {
    try {
      const user = impersonated(this.parts.rbac, caller, wanted);
      record.impersonated = user;
      return user;
    } catch (error) {
      throw error instanceof StatusError ? this.refuse(record, info, error) : error;
    }
  }

  /** Writes what a refusal leaves in the audit log, and gives it back to be thrown. */
  refuse(record: AuditRecord, info: RequestInfo, error: StatusError): StatusError {
    const {status} = error;
    record.responseObject = status;
    if (isLongRunning(info)) record.stage('ResponseStarted', status.code, status);
    record.stage('ResponseComplete', status.code, status);
    return error;
  }

  /** Answers an opened request. @throws StatusError for a refusal, which is in the audit log by then. */
  answer({record, info, call}: Opened): Answer {
    try {
      const answer = this.#dispatch(call());
      if (!isLongRunning(info) && !answer.unaudited) record.responseObject = answer.body;
      if (isLongRunning(info)) record.stage('ResponseStarted', answer.code);
      record.stage('ResponseComplete', answer.code, isStatus(answer.body) ? answer.body : undefined);
      return answer;
    } catch (error) {
      throw error instanceof StatusError ? this.refuse(record, info, error) : error;
    }
  }

  #dispatch(call: Call): Answer {
    const {info, record} = call;
    if (!info.isResource) return answerPath(info.path, call.accept, this.parts);
    const resource = servedResource(info.apiGroup ?? '', info.apiVersion ?? '', info.resource ?? '');
    // The verb is still understood, and nothing is served at its paths any more.
    if (!resource || info.verb === 'proxy') throw noSuchPath();
    if (info.subresource === undefined) checkOptions(call);
    if (isDeprecated(resource)) record.annotations['k8s.io/deprecated'] = 'true';
    if (info.subresource === undefined) {
      const reviewed = answerReview(this.parts, resource.kind, call);
      return reviewed ?? represented(handleObjects(this.parts, resource, call), call, this.parts.clock.wall());
    }
    return this.#connect(call) ?? handlePart(this.parts, resource, call);
  }

  /** Subresources that are not part of an object: what a component answers. */
  #connect(call: Call): Answer | undefined {
    const {store, logs} = this.parts;
    const {resource, subresource, verb, name = '', path} = call.info;
    if (resource === 'serviceaccounts' && subresource === 'token' && verb === 'create')
      return requestToken(this.parts, call);
    if (resource === 'pods' && subresource === 'eviction' && verb === 'create') return evict(this.parts, call);
    if (resource === 'pods' && subresource === 'log' && verb === 'get') return logs.answer(call);
    if (resource === 'nodes' && subresource === 'proxy' && verb === 'get')
      return answerKubelet(store, name, path.split('/proxy')[1] ?? '');
    return undefined;
  }
}

/** The client's own id, whatever it is; a fresh one when it sent none. */
export const auditIdOf = ({headers}: Arrival): string => headers.auditId?.trim() || randomUUID();

const cut = (userAgent: string): string =>
  userAgent.length > USER_AGENT_LENGTH ? `${userAgent.slice(0, USER_AGENT_LENGTH)}...TRUNCATED` : userAgent;

function refusal(user: User, info: RequestInfo, reason: string): StatusError {
  if (!info.isResource) return forbiddenPath(user.username, info.verb, info.path);
  const {verb, resource = '', subresource, apiGroup = '', namespace} = info;
  const what = subresource === undefined ? resource : `${resource}/${subresource}`;
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const subject = subjectOf({info});
  const may = `User "${user.username}" cannot ${verb} resource "${what}" in API group "${apiGroup}" ${where}`;
  return forbidden(subject, reason ? `${may}: ${reason}` : may);
}

/** The options of a deletion are its body. */
const saysDryRun = (body: unknown): boolean => isMap(body) && Array.isArray(body.dryRun) && body.dryRun.includes('All');

function callOf(arrival: Arrival, record: AuditRecord, user: User, info: RequestInfo, warnings: string[]): Call {
  const query = new URL(arrival.uri, 'http://api').searchParams;
  const {method, headers} = arrival;
  const contentType = headers.contentType ?? 'application/json';
  const {value: body, repeated, isYaml} = readBody(arrival.body, contentType);
  const dryRun = query.get('dryRun') === 'All' || (method === 'DELETE' && saysDryRun(body));
  const sent = {body, repeated, isYaml, contentType, accept: headers.accept};
  return {method, query, info, user, ...sent, record, dryRun, warnings};
}
