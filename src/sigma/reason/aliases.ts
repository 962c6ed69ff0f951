import {isAuditField} from '../../audit/fields.js';
import {respelled, withoutPrefix} from './spelling.js';

const DECISION = 'annotations.authorization.k8s.io/decision';

/**
 * Fields that public rules name without their place, as some converter's pipeline has them, with where they stand in
 * an audit event.
 */
const ALIASES: Readonly<Record<string, string>> = {
  resource: 'objectRef.resource',
  subresource: 'objectRef.subresource',
  apiGroup: 'objectRef.apiGroup',
  namespace: 'objectRef.namespace',
  name: 'objectRef.name',
  username: 'user.username',
  groups: 'user.groups',
  capabilities: 'requestObject.spec.containers.securityContext.capabilities.add',
  privileged: 'requestObject.spec.containers.securityContext.privileged',
  hostPath: 'requestObject.spec.volumes.hostPath.path',
  hostNetwork: 'requestObject.spec.hostNetwork',
  hostPID: 'requestObject.spec.hostPID',
  hostIPC: 'requestObject.spec.hostIPC',
};

/** Fields of the Elastic Common Schema, of Google Cloud's and of Splunk's models, with the audit event's own. */
const SCHEMAS: Readonly<Record<string, string>> = {
  'user.name': 'user.username',
  'user.id': 'user.uid',
  'user.group.name': 'user.groups',
  'user.roles': 'user.groups',
  'user.effective.name': 'impersonatedUser.username',
  'usr.name': 'user.username',
  'source.ip': 'sourceIPs',
  'source.address': 'sourceIPs',
  'client.ip': 'sourceIPs',
  'client.address': 'sourceIPs',
  'related.ip': 'sourceIPs',
  'related.user': 'user.username',
  'user_agent.original': 'userAgent',
  'user_agent.name': 'userAgent',
  'http.useragent': 'userAgent',
  'event.action': 'verb',
  'event.id': 'auditID',
  'url.path': 'requestURI',
  'url.original': 'requestURI',
  'url.full': 'requestURI',
  'http.response.status_code': 'responseStatus.code',
  'http.status_code': 'responseStatus.code',
  'orchestrator.api_version': 'objectRef.apiVersion',
  'orchestrator.namespace': 'objectRef.namespace',
  'orchestrator.resource.name': 'objectRef.name',
  'orchestrator.resource.type': 'objectRef.resource',
  'kubernetes.namespace': 'objectRef.namespace',
  'event.created': 'requestReceivedTimestamp',
  'protoPayload.authenticationInfo.principalEmail': 'user.username',
  'protoPayload.requestMetadata.callerIp': 'sourceIPs',
  'protoPayload.requestMetadata.callerSuppliedUserAgent': 'userAgent',
  'protoPayload.status.code': 'responseStatus.code',
  src_ip: 'sourceIPs',
  http_user_agent: 'userAgent',
  '@timestamp': 'requestReceivedTimestamp',
  timestamp: 'requestReceivedTimestamp',
};

/** Fields of Falco's plugin for audit events (`k8saudit`), which its rules ask for. */
const FALCO: Readonly<Record<string, string>> = {
  'ka.auditid': 'auditID',
  'ka.stage': 'stage',
  'ka.verb': 'verb',
  'ka.uri': 'requestURI',
  'ka.useragent': 'userAgent',
  'ka.sourceips': 'sourceIPs',
  'ka.user.name': 'user.username',
  'ka.user.groups': 'user.groups',
  'ka.impuser.name': 'impersonatedUser.username',
  'ka.target.name': 'objectRef.name',
  'ka.target.namespace': 'objectRef.namespace',
  'ka.target.resource': 'objectRef.resource',
  'ka.target.subresource': 'objectRef.subresource',
  'ka.auth.decision': 'annotations.authorization.k8s.io/decision',
  'ka.auth.reason': 'annotations.authorization.k8s.io/reason',
  'ka.response.code': 'responseStatus.code',
  'ka.response.reason': 'responseStatus.reason',
  'ka.req.pod.containers.image': 'requestObject.spec.containers.image',
  'ka.req.pod.containers.privileged': 'requestObject.spec.containers.securityContext.privileged',
  'ka.req.pod.host_network': 'requestObject.spec.hostNetwork',
  'ka.req.pod.host_pid': 'requestObject.spec.hostPID',
  'ka.req.pod.host_ipc': 'requestObject.spec.hostIPC',
  'ka.req.binding.role': 'requestObject.roleRef.name',
};

/** Falco's way to any place of an event: `jevt.value[/objectRef/resource]`. */
const POINTER = /^(?:json|jevt)\.value\[\/(.+)\]$/;

/** Annotations that other formats keep among their labels: GKE's `labels."authorization.k8s.io/decision"`. */
const LABELLED = /^labels\.((?:[a-z0-9-]+\.)*k8s\.io\/.+)$/;

/** Bodies, where they have another name. */
const BODIES: Readonly<Record<string, string>> = {
  'protoPayload.request.': 'requestObject.',
  'protoPayload.response.': 'responseObject.',
};

const DECISIONS = ['allow', 'forbid'];

/**
 * The field of an audit event that a rule's author meant by another; undefined when it is one already, or when nobody
 * can tell. A decision is looked for where the authorizer writes it, not in the HTTP status.
 */
export function repairedField(path: string, values: readonly unknown[]): string | undefined {
  const isDecision = values.length > 0 && values.every(value => DECISIONS.includes(String(value).toLowerCase()));
  if (path === 'responseStatus.code' && isDecision) return DECISION;
  if (Object.hasOwn(SCHEMAS, path)) return SCHEMAS[path];
  if (Object.hasOwn(FALCO, path)) return FALCO[path];
  const pointed = POINTER.exec(path)?.[1]?.replaceAll('/', '.');
  if (pointed !== undefined) return repairedField(pointed, values) ?? pointed;
  const labelled = LABELLED.exec(path)?.[1];
  if (labelled !== undefined) return `annotations.${labelled}`;
  const spelled = respelled(path);
  if (spelled !== undefined) return repairedField(spelled, values) ?? spelled;
  const body = Object.keys(BODIES).find(start => path.startsWith(start));
  if (body !== undefined) return `${BODIES[body]}${path.slice(body.length)}`;
  if (!isAuditField(path) && Object.hasOwn(ALIASES, path)) return ALIASES[path];
  const inner = withoutPrefix(path);
  return inner === undefined ? undefined : repairedField(inner, values);
}

/** Fields that say where and how some pipeline keeps an event; the event itself has nothing like them. */
const OF_PIPELINES =
  /^(?:event\.(?:dataset|module|kind|category|type|provider|outcome)|data_stream\.|ecs\.|agent\.|host\.|cloud\.|index$|source$|sourcetype$|tags$|logName$|_index$)/;

/** What to do about a field of a pipeline that no audit event has under any name; undefined for others. */
export function ofPipeline(path: string): string | undefined {
  if (path === 'protoPayload.methodName')
    return 'GKE puts verb and resource together (io.k8s.core.v1.secrets.list): ask for verb and objectRef.resource';
  if (path === 'protoPayload.resourceName') return 'it is a path: ask for objectRef.namespace and objectRef.name';
  if (path === 'event.outcome') return `it is the pipeline's own: ask for ${DECISION}, or for responseStatus.code`;
  return OF_PIPELINES.test(path)
    ? "leave it out: it is about the pipeline's own store, not about the event"
    : undefined;
}
