import {randomUUID} from 'node:crypto';
import {parse} from 'yaml';
import {type RequestInfo, requestInfo} from '../../audit/request-info.js';
import type {Clock} from '../../lib/clock.js';
import {type AuditLog, type AuditRecord, isStatus} from './audit.js';
import {type Answer, type Call, subjectOf} from './call.js';
import {handleObjects} from './crud.js';
import {ANONYMOUS, type Tokens, type User} from './identity.js';
import {servedResource} from './kinds.js';
import {answerPath} from './paths.js';
import type {Rbac} from './rbac.js';
import {answerReview, requestToken} from './reviews.js';
import {badRequest, forbidden, forbiddenPath, noSuchPath, notSimulated, StatusError, unauthorized} from './status.js';
import type {Store} from './store.js';

/** A request as it arrived. */
export interface Arrival {
  method: string;
  /** Path with its query. */
  uri: string;
  headers: {
    authorization?: string | undefined;
    auditId?: string | undefined;
    userAgent?: string | undefined;
    contentType?: string | undefined;
    impersonated: boolean;
  };
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
}

/** What the pipeline is made of. */
export interface Parts {
  store: Store;
  rbac: Rbac;
  tokens: Tokens;
  audit: AuditLog;
  clock: Clock;
  version: string;
}

/** The longest user agent that is logged whole. */
const USER_AGENT_LENGTH = 1024;
/** Requests whose answer goes on: they are audited when it begins and when it ends. */
const LONG_RUNNING = ['exec', 'attach', 'portforward', 'log', 'proxy'];

/** Every request's way through the server, in the API server's own order: audit, authentication, authorisation, handler. */
export class Pipeline {
  constructor(readonly parts: Parts) {}

  /** Handles a request whose answer comes at once. Never throws: a refusal is an answer. */
  handle(arrival: Arrival): Answer & {auditId: string} {
    const auditId = auditIdOf(arrival);
    try {
      return {...this.answer(this.open(arrival, auditId), arrival), auditId};
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      return {code: error.status.code, body: error.status, auditId};
    }
  }

  /**
   * Lets a request in.
   *
   * @throws StatusError 401 or 403, which is in the audit log by then.
   */
  open(arrival: Arrival, auditId: string): Opened {
    const {audit, rbac} = this.parts;
    const info = requestInfo(arrival.method, arrival.uri);
    const user = arrival.user ?? this.#authenticate(arrival);
    const {userAgent} = arrival.headers;
    const {method, uri, sourceIPs} = arrival;
    const record = audit.begin({auditId, method, uri, info, user, sourceIPs, userAgent: userAgent && cut(userAgent)});
    if (!user) {
      const {status} = unauthorized();
      record.stage('ResponseStarted', status.code, status);
      throw new StatusError(status);
    }
    record.stage('RequestReceived');
    const {allowed, reason} = rbac.authorize(user, info);
    record.annotations['authorization.k8s.io/decision'] = allowed ? 'allow' : 'forbid';
    record.annotations['authorization.k8s.io/reason'] = reason;
    if (allowed) return {record, user, info};
    throw this.refuse(record, info, refusal(user, info));
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
  answer({record, user, info}: Opened, arrival: Arrival): Answer {
    try {
      const answer = this.#dispatch(callOf(arrival, record, user, info));
      record.responseObject = answer.body;
      if (isLongRunning(info)) record.stage('ResponseStarted', answer.code);
      record.stage('ResponseComplete', answer.code, isStatus(answer.body) ? answer.body : undefined);
      return answer;
    } catch (error) {
      throw error instanceof StatusError ? this.refuse(record, info, error) : error;
    }
  }

  #authenticate({headers}: Arrival): User | undefined {
    if (headers.authorization === undefined) return ANONYMOUS;
    const token = /^Bearer (.+)$/.exec(headers.authorization)?.[1];
    const user = token === undefined ? undefined : this.parts.tokens.userOf(token);
    return user;
  }

  #dispatch(call: Call): Answer {
    const {info} = call;
    if (!info.isResource) return answerPath(info.path, this.parts.version);
    const resource = servedResource(info.apiGroup ?? '', info.apiVersion ?? '', info.resource ?? '');
    if (!resource) throw noSuchPath();
    if (info.subresource !== undefined) return this.#subresource(call);
    return answerReview(this.parts, call) ?? handleObjects(this.parts, resource, call);
  }

  #subresource(call: Call): Answer {
    const {resource, subresource, verb, namespace, name = ''} = call.info;
    if (resource === 'serviceaccounts' && subresource === 'token' && verb === 'create')
      return requestToken(this.parts, call);
    if (resource === 'pods' && subresource === 'log' && verb === 'get') {
      if (this.parts.store.get({group: '', resource, namespace}, name)) return {code: 200, body: 'simulated\n'};
    }
    throw notSimulated(`${verb} ${resource}/${subresource}`);
  }
}

/** The client's own id, whatever it is; a fresh one when it sent none. */
export const auditIdOf = ({headers}: Arrival): string => headers.auditId?.trim() || randomUUID();

const cut = (userAgent: string): string =>
  userAgent.length > USER_AGENT_LENGTH ? `${userAgent.slice(0, USER_AGENT_LENGTH)}...TRUNCATED` : userAgent;

/** Whether a request is audited at its beginning, too. */
export const isLongRunning = (info: RequestInfo): boolean =>
  info.verb === 'watch' || (info.resource === 'pods' && LONG_RUNNING.includes(info.subresource ?? ''));

function refusal(user: User, info: RequestInfo): StatusError {
  if (!info.isResource) return forbiddenPath(user.username, info.verb, info.path);
  const {verb, resource = '', subresource, apiGroup = '', namespace} = info;
  const what = subresource === undefined ? resource : `${resource}/${subresource}`;
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const subject = subjectOf({info});
  return forbidden(
    subject,
    `User "${user.username}" cannot ${verb} resource "${what}" in API group "${apiGroup}" ${where}`,
  );
}

function callOf(arrival: Arrival, record: AuditRecord, user: User, info: RequestInfo): Call {
  if (arrival.headers.impersonated) throw notSimulated('impersonation');
  const query = new URL(arrival.uri, 'http://api').searchParams;
  const contentType = arrival.headers.contentType ?? 'application/json';
  const body = arrival.body ? decoded(arrival.body, contentType) : undefined;
  return {method: arrival.method, query, info, user, body, contentType, record, dryRun: query.get('dryRun') === 'All'};
}

function decoded(text: string, contentType: string): unknown {
  try {
    return contentType.includes('yaml') ? parse(text) : JSON.parse(text);
  } catch (error) {
    throw badRequest(`error decoding the request body: ${(error as Error).message}`);
  }
}
