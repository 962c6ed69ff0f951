import type {AuditEvent} from '../../audit/event.js';

interface Gap {
  why: string;
  covers(event: AuditEvent): boolean;
}

const is = (event: AuditEvent, verbs: readonly string[], resource: string): boolean =>
  verbs.includes(event.verb) && event.objectRef?.resource === resource;

/** Whether RBAC refused it. */
const isRefused = (event: AuditEvent): boolean =>
  event.responseStatus?.code === 403 && event.annotations?.['authorization.k8s.io/decision'] === 'forbid';

/** What Falco's own rules for the Kubernetes audit log do not see: tried with k8saudit 0.18.0 and Falco 0.44.1. */
const GAPS: readonly Gap[] = [
  // Who was refused, or not even known, asked in vain: what it asked for is not the reason.
  {
    why: 'a failed authentication is written at the stage ResponseStarted, and nearly all of them want ResponseComplete',
    covers: e => e.responseStatus?.code === 401,
  },
  {
    why: 'they match an anonymous request that is allowed, not one that is refused',
    covers: e => e.user.username === 'system:anonymous' && isRefused(e),
  },
  {
    why: 'they match a get of a Secret, not a list or watch',
    covers: e => is(e, ['list', 'watch'], 'secrets'),
  },
  {
    why: 'they know ClusterRoleBindings to cluster-admin, not RoleBindings',
    covers: e => is(e, ['create'], 'rolebindings'),
  },
  {
    why: 'they match a Service that is created, not one that is changed',
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
    why: 'they look at who impersonates and may do so, not at who is impersonated',
    covers: e => e.impersonatedUser !== undefined,
  },
  {
    why: 'a request that RBAC refuses has no body in the audit log, so rules on the body cannot match',
    covers: e => isRefused(e) && ['create', 'update', 'patch'].includes(e.verb),
  },
];

/** Why Falco's own rules say nothing of events; undefined where nothing is known of one of them. */
export function stockGap(events: readonly AuditEvent[]): string | undefined {
  const requests = Map.groupBy(events, event => event.auditID);
  const whys = [...requests.values()].map(stages => GAPS.find(gap => stages.some(e => gap.covers(e)))?.why);
  return whys.includes(undefined) ? undefined : [...new Set(whys)].join('; ') || undefined;
}
