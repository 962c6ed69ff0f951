/** The vocabulary of the event log: every closed list of words that files, events and reports share. */

/** The links of the chain from an attack to its end, in order. */
export const STAGES = ['executed', 'audited', 'collected', 'alerted', 'acknowledged', 'contained'] as const;
export type Stage = (typeof STAGES)[number];

/**
 * What became of a scenario. *prevented*: the cluster refused what the attacker had the rights to do, or what the
 * scenario wants refused. *not executed*: a step failed for a reason of its own. *inconclusive*: a source could not be asked. *skipped*: a need is absent. *late*: seen after the SLA but
 * inside the grace window.
 */
export const VERDICTS = ['detected', 'late', 'missed', 'prevented', 'not executed', 'inconclusive', 'skipped'] as const;
export type Verdict = (typeof VERDICTS)[number];

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The phases of one scenario, in order. */
export const PHASES = [
  'set-up',
  'quiet check',
  'benign twin',
  'attack',
  'watch',
  'respond',
  'contain',
  'clean-up',
] as const;
export type Phase = (typeof PHASES)[number];

/** Why a request was made; only `attack` requests can satisfy an expectation. */
export type Purpose = 'preflight' | 'set-up' | 'benign' | 'attack' | 'contain' | 'clean-up';

/** What people do whose time counts: a facilitator may accept an earlier one than that at which it came. */
export const ACCEPTABLE = ['acknowledged', 'declared', 'notified', 'decided'] as const;
export type Acceptable = (typeof ACCEPTABLE)[number];

export const CLUSTER_KINDS = ['kind', 'existing', 'envtest', 'simulated'] as const;
export type ClusterKind = (typeof CLUSTER_KINDS)[number];

/**
 * `unknown`: a source could not be asked for it until the grace window ended. `suppressed`: it alerted, and the alert was
 * silenced or inhibited, so that nobody was notified.
 */
export type ExpectationState = 'seen' | 'late' | 'missed' | 'suppressed' | 'unknown';
export type StepOutcome = 'executed' | 'prevented' | 'failed';
export type CheckState = 'ok' | 'warning' | 'failed' | 'skipped';
export type BenignState = 'silent' | 'alerted' | 'unknown' | 'not run';

/**
 * What a scenario may need, and a cluster or a source may bring. *node*: pods really run. *node-exec*: commands on a node.
 * *client-certificates*: the API server sees the client's certificate itself. *runtime-sensor*: something watches files
 * and processes on the nodes.
 */
export const CAPABILITIES = [
  'api',
  'controllers',
  'node',
  'node-exec',
  'second-node',
  'network-policy',
  'client-certificates',
  'runtime-sensor',
  'cloud',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** Where a team at a table may look for evidence. `chain`: what became of the event on its way to an alert. */
export const PLACES = ['audit', 'alerts', 'rbac', 'pods', 'network', 'nodes', 'config', 'chain', 'owner'] as const;
export type Place = (typeof PLACES)[number];

/** What the card of a piece of evidence holds. */
export const CARD_KINDS = ['audit event', 'alert', 'view', 'rights', 'broken link', 'answer'] as const;
export type CardKind = (typeof CARD_KINDS)[number];

/** What a team may say that it does, where nothing is there to do it to. */
export const ACTIONS = [
  ...(['revoke', 'unbind', 'delete', 'restore', 'stop', 'isolate', 'cordon', 'drain', 'freeze'] as const),
  ...(['rotate', 'clean-node'] as const),
] as const;
export type Action = (typeof ACTIONS)[number];

/**
 * By what a declared action was judged to make a check hold: by what it names, by its kind alone because it names nothing
 * or what it names cannot be compared; or that it does not, because it names something else.
 */
export const GROUNDS = ['name', 'kind', 'another'] as const;
export type Ground = (typeof GROUNDS)[number];
