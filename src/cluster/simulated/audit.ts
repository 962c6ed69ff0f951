import {closeSync, openSync, writeSync} from 'node:fs';
import {dirname} from 'node:path';
import type {AuditEvent, AuditStage, AuditUser} from '../../audit/event.js';
import {evaluatePolicy, type PolicyDecision} from '../../audit/policy.js';
import type {AuditPolicy} from '../../audit/policy-schema.js';
import type {RequestInfo} from '../../kube/request-info.js';
import type {Clock} from '../../lib/clock.js';
import {onDisk} from '../../lib/files/disk.js';
import {makeDir} from '../../lib/files/files.js';
import {isMap, type ObjectMeta} from './objects.js';
import type {Status} from './status.js';

/** What is known of a request when its audit begins. */
export interface Audited {
  auditId: string;
  method: string;
  /** Path with its query, as the client sent it. */
  uri: string;
  info: RequestInfo;
  /** Absent on a 401. */
  user?: AuditUser | undefined;
  sourceIPs: string[];
  userAgent?: string | undefined;
}

/** Writes audit events as the log backend of the API server does: one JSON line each, at once. */
export class AuditLog {
  readonly #file: number;

  constructor(
    readonly path: string,
    readonly policy: AuditPolicy,
    readonly clock: Clock,
  ) {
    makeDir(dirname(path));
    this.#file = onDisk(path, () => openSync(path, 'a', 0o600));
  }

  /** Begins the record of one request. */
  begin(audited: Audited): AuditRecord {
    const {user, info} = audited;
    const known = user?.username === undefined ? undefined : {username: user.username, groups: user.groups ?? []};
    const decision = evaluatePolicy(this.policy, {...(known && {user: known}), info});
    return new AuditRecord(audited, decision, this.clock, line => this.#write(line));
  }

  /** As the API server does: an event that cannot be written is lost, and the request is answered. */
  #write(line: string): void {
    try {
      writeSync(this.#file, line);
    } catch {
      // The log of the run lies on the same disk, and ends the run.
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** One request's way through the stages. */
export class AuditRecord {
  readonly annotations: Record<string, string> = {};
  /** The object as the server read it: decoded and with its defaults. */
  requestObject: unknown;
  responseObject: unknown;
  /** Whom the user acts as, once that was allowed. */
  impersonated: AuditUser | undefined;
  /** What the client put into the body of a create or an update: it completes the reference. */
  #bodyMeta: ObjectMeta = {};
  readonly #received: string;

  constructor(
    readonly audited: Audited,
    readonly decision: PolicyDecision,
    readonly clock: Clock,
    readonly write: (line: string) => void,
  ) {
    this.#received = microseconds(clock.wall());
  }

  /** Keeps the object that a body holds. */
  keepObject(object: {metadata: ObjectMeta}): void {
    this.requestObject = object;
    this.#bodyMeta = object.metadata;
  }

  /** Writes the event of a stage, unless the policy leaves it out. */
  stage(stage: AuditStage, code?: number, status?: Status): void {
    const {level, omitStages} = this.decision;
    if (level === 'None' || omitStages.includes(stage)) return;
    this.write(`${escaped(JSON.stringify(this.#event(stage, code, status)))}\n`);
  }

  #event(stage: AuditStage, code?: number, status?: Status): AuditEvent {
    const {auditId, uri, info, user, sourceIPs, userAgent} = this.audited;
    const {level} = this.decision;
    const withRequest = level === 'Request' || level === 'RequestResponse';
    const objectRef = info.isResource ? objectRefOf(info, this.#bodyMeta) : undefined;
    return {
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level,
      auditID: auditId,
      stage,
      requestURI: uri,
      verb: info.verb,
      user: user ?? {},
      ...(this.impersonated && {impersonatedUser: this.impersonated}),
      sourceIPs,
      ...(userAgent !== undefined && {userAgent}),
      ...(objectRef && {objectRef}),
      ...(code !== undefined && {responseStatus: responseStatus(code, status)}),
      ...(withRequest && this.requestObject !== undefined && {requestObject: this.requestObject}),
      ...(level === 'RequestResponse' && this.responseObject !== undefined && {responseObject: this.responseObject}),
      requestReceivedTimestamp: this.#received,
      stageTimestamp: microseconds(this.clock.wall()),
      ...(Object.keys(this.annotations).length && {annotations: sorted(this.annotations)}),
    };
  }
}

function objectRefOf(info: RequestInfo, body: ObjectMeta): NonNullable<AuditEvent['objectRef']> {
  const {resource, namespace, apiGroup, apiVersion, subresource} = info;
  const {uid, resourceVersion} = body;
  const name = info.name ?? body.name;
  return {
    ...(resource !== undefined && {resource}),
    ...(namespace !== undefined && {namespace}),
    ...(name !== undefined && {name}),
    ...(uid !== undefined && {uid}),
    ...(apiGroup && {apiGroup}),
    ...(apiVersion !== undefined && {apiVersion}),
    ...(resourceVersion !== undefined && {resourceVersion}),
    ...(subresource !== undefined && {subresource}),
  };
}

/** A failure in full, a success by its code; of a deletion's Status the event keeps what it says. */
function responseStatus(code: number, status?: Status): NonNullable<AuditEvent['responseStatus']> {
  if (!status) return {metadata: {}, code} as NonNullable<AuditEvent['responseStatus']>;
  const {kind: _, apiVersion: __, ...rest} = status;
  return {...rest, code} as NonNullable<AuditEvent['responseStatus']>;
}

/** The server writes microseconds; JavaScript's clock has milliseconds. */
const microseconds = (at: Date): string => at.toISOString().replace('Z', '000Z');

const sorted = (annotations: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(annotations).sort(([a], [b]) => (a < b ? -1 : 1)));

const ESCAPES: Record<string, string> = {'<': '\\u003c', '>': '\\u003e', '&': '\\u0026'};

/** Go's encoder escapes these three in every string; text that is matched before parsing meets them so. */
const escaped = (json: string): string => json.replace(/[<>&]/g, found => ESCAPES[found] ?? found);

/** Whether a body is a `Status`. */
export const isStatus = (body: unknown): body is Status => isMap(body) && body.kind === 'Status';
