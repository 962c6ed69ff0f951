import type {AuditEvent} from '../../audit/event.js';

interface Gap {
  why: string;
  covers(event: AuditEvent): boolean;
}

const is = (event: AuditEvent, verbs: readonly string[], resource: string): boolean =>
  verbs.includes(event.verb) && event.objectRef?.resource === resource;

/** What Falco's own rules for the Kubernetes audit log do not see: tried with k8saudit 0.18.0 and Falco 0.44.1. */
const GAPS: readonly Gap[] = [
  {
    why: 'they know a get of a Secret, not a list or watch',
    covers: e => is(e, ['list', 'watch'], 'secrets'),
  },
  {
    why: 'they know ClusterRoleBindings to cluster-admin, not RoleBindings',
    covers: e => is(e, ['create'], 'rolebindings'),
  },
  {
    why: 'they know a Service that is created, not one that is changed',
    covers: e => is(e, ['patch', 'update'], 'services'),
  },
  {
    why: 'they have no rule for CronJobs and Jobs',
    covers: e => is(e, ['create'], 'cronjobs') || is(e, ['create'], 'jobs'),
  },
  {
    why: 'they have no rule for certificate signing requests',
    covers: e => e.objectRef?.resource === 'certificatesigningrequests',
  },
  {
    why: 'a failed authentication is written at the stage ResponseStarted, and nearly all of them want ResponseComplete',
    covers: e => e.responseStatus?.code === 401,
  },
  {
    why: 'they look at who impersonates, who is allowed to, and not at who is impersonated',
    covers: e => e.impersonatedUser !== undefined,
  },
  {
    why: 'a request that RBAC refuses has no body in the audit log, so rules on the body cannot match',
    covers: e => e.responseStatus?.code === 403 && e.annotations?.['authorization.k8s.io/decision'] === 'forbid',
  },
];

/** Why Falco's own rules say nothing of an event; undefined where nothing is known. */
export const stockGap = (events: readonly AuditEvent[]): string | undefined =>
  GAPS.find(gap => events.some(event => gap.covers(event)))?.why;
