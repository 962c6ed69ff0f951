import type {AuditEvent} from '../../../src/audit/event.js';
import {AuditEvents, type AuditStream} from '../../../src/sources/kit/audit-stream.js';
import {apiServer} from '../../helpers/kube.js';
import type {Received} from '../../helpers/loopback.js';

/** When the attack of these tests began. */
export const SINCE = new Date('2026-11-28T12:00:00Z');
export const TOKEN = 'kd-1a2b3c';
const GROUP = '/apis/constraints.gatekeeper.sh/v1beta1';
const NAMESPACE = '/api/v1/namespaces/gatekeeper-system';

/** A constraint on privileged pods, as Gatekeeper keeps it. */
export const constraint = (name: string, action: string, status: object = {}, match: object = {}) => ({
  metadata: {name},
  spec: {enforcementAction: action, match: {kinds: [{apiGroups: [''], kinds: ['Pod']}], ...match}},
  status: {
    auditTimestamp: '2026-11-28T12:01:00Z',
    byPod: [{id: 'audit', enforced: true}],
    totalViolations: 0,
    ...status,
  },
});

export const violation = (namespace: string, name: string) => ({
  ...{group: '', version: 'v1', kind: 'Pod', namespace, name},
  enforcementAction: 'dryrun',
  message: `Privileged container is not allowed: ${name}`,
});

/** What the server has of Gatekeeper; tests change it as they go. */
export interface Kept {
  constraints: ReturnType<typeof constraint>[];
  /** Lines of the audit pod's log, with their time before them. */
  log: string[];
  /** Events that are new at the next question. */
  events: object[];
  args: string[];
  allowed: boolean;
}

/** An API server with Gatekeeper in it. */
export async function gatekeeperServer(changed: Partial<Kept> = {}) {
  const kept: Kept = {constraints: [], log: [], events: [], args: [], allowed: true, ...changed};
  const answers: Record<string, (asked: Received) => unknown> = {
    [GROUP]: () => ({resources: ['privileged', 'privileged/status'].map(name => ({name, kind: 'Privileged'}))}),
    [`${GROUP}/privileged`]: () => ({items: kept.constraints}),
    [`${NAMESPACE}/pods`]: () => ({items: [podWith(kept.args)]}),
    [`${NAMESPACE}/pods/audit/log`]: () => ({text: kept.log.map(line => `${line}\n`).join('')}),
    [`${NAMESPACE}/events`]: ({query}) =>
      query.get('watch') ? {text: news()} : {metadata: {resourceVersion: '7'}, items: []},
    '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews': () => ({status: {allowed: kept.allowed}}),
  };
  const news = () =>
    kept.events
      .splice(0)
      .map(object => JSON.stringify({type: 'ADDED', object}))
      .join('\n');
  const server = await apiServer(asked => answers[asked.path]?.(asked));
  return {...server, kept};
}

const podWith = (args: string[]) => ({
  metadata: {namespace: 'gatekeeper-system', name: 'audit'},
  spec: {containers: [{name: 'manager', args}]},
  status: {phase: 'Running', containerStatuses: [{name: 'manager', restartCount: 0, state: {running: {}}}]},
});

/** A stream of audit events that a test speaks through. */
export function stream(): {auditStream: AuditStream; write: (event: AuditEvent) => void} {
  const events = new AuditEvents('audit-log');
  const nobody = {has: () => false, auditIds: () => [], tokens: () => []};
  return {
    auditStream: {
      id: 'audit-log',
      stage: 'audited',
      budget: {ms: 0, why: ''},
      start: async () => {},
      sight: () => ({state: 'clear'}),
      tap: listener => events.tap(listener),
    },
    write: event => void events.take([event], 0, nobody, () => {}),
  };
}
