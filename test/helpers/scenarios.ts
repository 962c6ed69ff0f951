import type {PlannedScenario} from '../../src/events/events.js';
import type {Severity} from '../../src/events/words.js';

/** One scenario of the synthetic drill, with the requests that its attack makes. */
export interface SampleScenario {
  id: string;
  title: string;
  severity: Severity;
  attack: string;
  owasp: string;
  rule: string;
  /** The acting service account; absent: nobody who can be authenticated. */
  account?: string;
  /** `METHOD path → code`; `{ns}` stands for the namespace of the execution. */
  requests: {step: string; method: string; path: string; code: number; times?: number}[];
  prevented?: string;
}

const RBAC = '/apis/rbac.authorization.k8s.io/v1';

/** The six scenarios of the core drill, in its order. */
export const SAMPLES: readonly SampleScenario[] = [
  {
    id: 'secrets-listed',
    title: 'All Secrets listed across the cluster',
    severity: 'high',
    attack: 'T1552.007',
    owasp: 'K03',
    rule: 'secrets-enumerated',
    account: 'backup-agent',
    requests: [{step: 'list-secrets', method: 'GET', path: '/api/v1/secrets', code: 200}],
  },
  {
    id: 'privileged-pod',
    title: 'Privileged pod',
    severity: 'critical',
    attack: 'T1610',
    owasp: 'K01',
    rule: 'privileged-pod-created',
    account: 'deployer',
    requests: [{step: 'create-pod', method: 'POST', path: '/api/v1/namespaces/{ns}/pods', code: 201}],
  },
  {
    id: 'cluster-admin-bound',
    title: 'cluster-admin bound to a workload',
    severity: 'critical',
    attack: 'T1098.006',
    owasp: 'K03',
    rule: 'cluster-admin-bound',
    account: 'operator',
    requests: [{step: 'bind', method: 'POST', path: `${RBAC}/clusterrolebindings`, code: 201}],
  },
  {
    id: 'escalating-role',
    title: 'Role that grants more than its author has',
    severity: 'high',
    attack: 'T1098.006',
    owasp: 'K03',
    rule: 'role-escalation-attempted',
    account: 'role-manager',
    requests: [{step: 'create-role', method: 'POST', path: `${RBAC}/clusterroles`, code: 403}],
    prevented:
      'clusterroles.rbac.authorization.k8s.io "kd-e4-escalated" is forbidden: user is attempting to grant RBAC permissions not currently held',
  },
  {
    id: 'pod-exec',
    title: 'Shell in a running pod',
    severity: 'high',
    attack: 'T1609',
    owasp: 'K06',
    rule: 'exec-into-pod',
    account: 'debugger',
    requests: [
      {
        step: 'exec',
        method: 'GET',
        path: '/api/v1/namespaces/{ns}/pods/web/exec?command=sh&command=-c&command=id&stdout=true',
        code: 101,
      },
    ],
  },
  {
    id: 'invalid-credential-burst',
    title: 'Burst of invalid credentials',
    severity: 'medium',
    attack: 'T1110',
    owasp: 'K06',
    rule: 'invalid-credential-burst',
    requests: [{step: 'knock', method: 'GET', path: '/api/v1/namespaces', code: 401, times: 12}],
  },
];

/** A sample as a plan has it, with the audited (5 s) and alerted (30 s) expectations of the core drill. */
export const planned = (s: SampleScenario): PlannedScenario => ({
  id: s.id,
  title: s.title,
  description: `${s.title}, as an attacker with a stolen workload identity would do it.`,
  severity: s.severity,
  tags: {attack: [s.attack], 'owasp-2022': [s.owasp], 'owasp-2025': [s.owasp], 'threat-matrix': ['TA9025']},
  prevent: 'Grant get by name, and only to the identities that need it.',
  references: ['https://kubernetes.io/docs/concepts/security/rbac-good-practices/'],
  expectations: [
    {stage: 'audited', withinMs: 5000},
    {stage: 'alerted', withinMs: 30_000, rule: s.rule},
  ],
});
