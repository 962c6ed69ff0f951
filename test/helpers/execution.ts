import type {DrillFact} from '../../src/events/events.js';
import type {Verdict} from '../../src/events/words.js';
import type {Variant} from './events.js';
import type {SampleScenario} from './scenarios.js';

/** A fact and when it happened, in milliseconds since the start of the run. */
export type Timed = DrillFact & {ms: number};

const SLA_MS = 30_000;
const GRACE_MS = 15_000;

/** How a variant bends one scenario; `undefined`: it goes its usual way. */
function endingOf(sample: SampleScenario, variant: Variant): Verdict {
  if (sample.prevented) return 'prevented';
  if (variant === 'one missed' && sample.id === 'pod-exec') return 'missed';
  if (variant === 'one late' && sample.id === 'cluster-admin-bound') return 'late';
  if (variant === 'inconclusive' && sample.id === 'invalid-credential-burst') return 'inconclusive';
  return 'detected';
}

/** Every fact of one scenario from its start to its clean-up. */
export function executionOf(sample: SampleScenario, place: number, fromMs: number, variant: Variant): Timed[] {
  const scenario = sample.id;
  const token = `a1f${place}`;
  const namespace = `kd-${token}`;
  const verdict = endingOf(sample, variant);
  const attackMs = fromMs + 900;
  const requests = attackOf(sample, {token, namespace, attackMs});
  const answeredMs = Math.max(...requests.map(r => r.ms));
  const watch = watchOf(sample, {token, namespace, answeredMs, verdict, place});
  const judgedMs = Math.max(answeredMs, ...watch.map(w => w.ms)) + 1;
  const falseAlarm = variant === 'false alarm' && scenario === 'secrets-listed';
  return [
    {ms: fromMs, type: 'scenario.started', scenario, token, namespace, actor: actorOf(sample, namespace)},
    {ms: fromMs + 1, type: 'scenario.phase', scenario, phase: 'set-up'},
    {ms: fromMs + 500, type: 'scenario.phase', scenario, phase: 'quiet check'},
    {ms: fromMs + 510, type: 'quiet.checked', scenario, firing: []},
    {ms: fromMs + 520, type: 'scenario.phase', scenario, phase: 'benign twin'},
    {
      ms: fromMs + 850,
      type: 'benign.judged',
      scenario,
      state: falseAlarm ? 'alerted' : 'silent',
      rules: falseAlarm ? [sample.rule] : [],
    },
    {ms: fromMs + 890, type: 'scenario.phase', scenario, phase: 'attack'},
    ...requests,
    {ms: answeredMs, type: 'scenario.phase', scenario, phase: 'watch'},
    ...watch,
    {ms: judgedMs, type: 'scenario.judged', scenario, verdict, ...wordsOf(sample, verdict)},
    {ms: judgedMs + 1, type: 'scenario.phase', scenario, phase: 'contain'},
    {
      ms: judgedMs + 300,
      type: 'containment.checked',
      scenario,
      check: 'clusterrolebinding gone',
      state: 'contained',
      rehearsed: true,
      latencyMs: 280,
      withinMs: 600_000,
    },
    {ms: judgedMs + 301, type: 'scenario.phase', scenario, phase: 'clean-up'},
    {ms: judgedMs + 900, type: 'scenario.cleaned', scenario, created: 3 + (place % 2), left: []},
  ];
}

const actorOf = (sample: SampleScenario, namespace: string): string =>
  sample.account ? `system:serviceaccount:${namespace}:${sample.account}` : 'invalid token';

function attackOf(
  sample: SampleScenario,
  {token, namespace, attackMs}: {token: string; namespace: string; attackMs: number},
): Timed[] {
  const scenario = sample.id;
  let ms = attackMs;
  return sample.requests.flatMap(request =>
    Array.from({length: request.times ?? 1}, (_, nth): Timed[] => {
      const auditId = `00000000-0000-4000-8000-${token}${String(nth).padStart(8, '0')}`;
      const common = {scenario, purpose: 'attack', step: request.step, auditId} as const;
      const sentMs = ms;
      ms += 12;
      return [
        {
          ms: sentMs,
          type: 'step.sent',
          ...common,
          actor: actorOf(sample, namespace),
          method: request.method,
          path: request.path.replace('{ns}', namespace),
        },
        {
          ms,
          type: 'step.answered',
          ...common,
          code: request.code,
          outcome: sample.prevented ? 'prevented' : 'executed',
          ...(sample.prevented && {message: sample.prevented}),
          tookMs: 12,
        },
      ];
    }).flat(),
  );
}

interface Watching {
  token: string;
  namespace: string;
  answeredMs: number;
  verdict: Verdict;
  place: number;
}

function watchOf(sample: SampleScenario, {token, namespace, answeredMs, verdict, place}: Watching): Timed[] {
  const scenario = sample.id;
  const auditId = `00000000-0000-4000-8000-${token}00000000`;
  const request = sample.requests[0];
  const signal = {type: 'signal.seen', scenario, purpose: 'attack', counted: true} as const;
  const document = {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: auditId,
    stage: 'ResponseComplete',
    requestURI: request?.path.replace('{ns}', namespace),
    verb: request?.method === 'GET' ? 'list' : 'create',
    user: {username: actorOf(sample, namespace), groups: ['system:serviceaccounts', 'system:authenticated']},
    responseStatus: {code: request?.code},
    userAgent: `kubedrill/${token}`,
    annotations: {'authorization.k8s.io/decision': sample.prevented ? 'forbid' : 'allow'},
  };
  const alertMs = verdict === 'late' ? SLA_MS + 4000 : 2000 + place * 400;
  const audited: Timed[] = [
    {
      ...signal,
      ms: answeredMs + 80,
      stage: 'audited',
      source: 'audit-log',
      latencyMs: 80,
      sourceTime: '2026-11-23T12:01:03.412Z',
      evidence: {kind: 'audit event', ref: auditId, document},
    },
    settled(scenario, 0, answeredMs + 80, {state: 'seen', latencyMs: 80, source: 'audit-log'}),
  ];
  const alerted: Timed[] = [
    {
      ...signal,
      ms: answeredMs + alertMs,
      stage: 'alerted',
      source: 'rules',
      latencyMs: alertMs,
      evidence: {
        kind: 'alert',
        ref: sample.rule,
        rule: {id: sample.rule, title: sample.title, level: sample.severity},
        document: {rule: sample.rule, matched: ['selection'], events: [auditId]},
      },
    },
    settled(scenario, 1, answeredMs + alertMs, {
      state: verdict === 'late' ? 'late' : 'seen',
      latencyMs: alertMs,
      source: 'rules',
    }),
  ];
  const endMs = answeredMs + SLA_MS + GRACE_MS;
  switch (verdict) {
    case 'prevented':
      return audited;
    case 'missed':
      return [...audited, settled(scenario, 1, endMs, {state: 'missed'})];
    case 'inconclusive': {
      const reason = 'audit-log was down for 44 s: stream closed by the container engine';
      return [
        {
          ms: answeredMs + 40,
          type: 'source.changed',
          source: 'audit-log',
          stages: ['audited'],
          state: 'down',
          reason: 'stream closed by the container engine',
        },
        settled(scenario, 0, endMs - SLA_MS + 5000, {state: 'unknown', reason}),
        settled(scenario, 1, endMs, {state: 'unknown', reason}),
      ];
    }
    default:
      return [...audited, ...alerted];
  }
}

function settled(
  scenario: string,
  expectation: number,
  ms: number,
  rest: {state: 'seen' | 'late' | 'missed' | 'unknown'; latencyMs?: number; source?: string; reason?: string},
): Timed {
  const stage = expectation === 0 ? 'audited' : 'alerted';
  return {ms, type: 'expectation.settled', scenario, expectation, stage, ...rest};
}

type Words = Pick<Extract<DrillFact, {type: 'scenario.judged'}>, 'explanation' | 'link'>;

function wordsOf(sample: SampleScenario, verdict: Verdict): Words {
  switch (verdict) {
    case 'prevented':
      return {
        explanation: `the cluster refused ${sample.requests[0]?.step}: ${sample.prevented}; the attempt was audited after 80 ms`,
      };
    case 'missed': {
      const cause = `audited, but no rule matched; ${sample.rule} is not loaded`;
      return {
        explanation: cause,
        link: {
          lastHeld: 'audited',
          broken: 'alerted',
          cause,
          change: `load a rule for this technique, such as ${sample.rule}`,
        },
      };
    }
    case 'late': {
      const cause = 'alerted 4.0 s after its SLA of 30.0 s (audited after 80 ms, alerted after 34.0 s)';
      return {
        explanation: cause,
        link: {lastHeld: 'audited', broken: 'alerted', cause, change: 'shorten the slowest link before alerted'},
      };
    }
    case 'inconclusive':
      return {
        explanation:
          'it is not known whether it was seen: audit-log was down for 44 s: stream closed by the container engine',
      };
    default:
      return {explanation: 'audited after 80 ms, alerted after 2.0 s'};
  }
}
