import {readPolicy} from '../../audit/policy-file.js';
import {CLUSTER_KINDS, type ClusterKind} from '../../events/words.js';
import {usageError} from '../../lib/errors.js';
import {packaged} from '../../lib/paths.js';
import {PARALLEL, RETRY, SLA_FACTOR} from '../../scenario/schema.js';
import {countFlag, durationFlag, numberFlag} from '../number-flags.js';
import type {SendFlags} from '../send/targets.js';

/** The flags of `run`, as commander hands them over. */
export interface RunFlags extends SendFlags {
  drill: string;
  all?: boolean;
  variants?: boolean;
  cluster: string;
  reuse?: string | true;
  keep?: boolean;
  context?: string;
  yesThisCluster?: string;
  auditLog?: string;
  assets?: string;
  nodeImage?: string;
  kindConfig?: string;
  auditPolicy?: string;
  workloadImage?: string;
  rules?: string[];
  placeholders?: string;
  stack?: string;
  sla?: string;
  slaFactor?: string;
  grace?: string;
  parallel?: string;
  respond?: string | true;
  responders?: string;
  retry?: string;
  label?: string[];
  fleet?: string;
  /** The name of the cluster in its history, where a fleet gives it one; no flag says it. */
  clusterName?: string;
  history?: string | true;
  historyFile?: string;
  out: string;
  tui?: boolean;
  ascii?: boolean;
  json?: boolean;
  quiet?: boolean;
}

/** The name of the cluster that `cluster up` makes and `--reuse` takes when no other is given. */
export const KEPT_CLUSTER = 'kubedrill';

/**
 * The cluster part of the flags.
 *
 * @throws DrillError (exit code 2) for flags that do not fit, and with every problem of the audit policy.
 */
export function clusterRequest(flags: RunFlags, env: NodeJS.ProcessEnv) {
  const kind = kindOf(flags);
  refuseUnused(flags);
  const nodeImage = flags.nodeImage ?? env.KUBEDRILL_NODE_IMAGE;
  return {
    kind,
    keep: flags.keep ?? false,
    kindConfig: flags.kindConfig ?? packaged('kind-config.yaml'),
    ...(nodeImage !== undefined && {nodeImage}),
    ...(flags.auditPolicy !== undefined && {auditPolicy: readPolicy(flags.auditPolicy)}),
    ...(flags.context !== undefined && {context: flags.context}),
    ...(flags.auditLog !== undefined && {auditLog: flags.auditLog}),
    ...(flags.assets !== undefined && {assets: flags.assets}),
    ...(flags.reuse !== undefined && {reuse: flags.reuse === true ? KEPT_CLUSTER : flags.reuse}),
  };
}

/** A flag that changes nothing would be taken for one that did: of a policy, nobody would see the difference. */
function refuseUnused({reuse, cluster, auditPolicy, kindConfig}: RunFlags): void {
  if (reuse !== undefined) {
    const [flag] = given([
      ['--audit-policy', auditPolicy],
      ['--kind-config', kindConfig],
    ]);
    if (flag === undefined) return;
    throw usageError(`${flag} has no effect with --reuse: the cluster is there, and has its own`, [
      `leave out ${flag}, or make a new cluster`,
    ]);
  }
  if (kindConfig === undefined || ['auto', 'kind'].includes(cluster)) return;
  throw usageError(`--kind-config has no effect with --cluster ${cluster}`, ['leave it out, or take --cluster kind']);
}

const given = (flags: readonly (readonly [flag: string, value: unknown])[]): string[] =>
  flags.flatMap(([flag, value]) => (value === undefined ? [] : [flag]));

/** The kind of cluster that is asked for, with flags that go with it. */
function kindOf(flags: RunFlags): 'auto' | ClusterKind {
  const kind = flags.cluster;
  if (kind !== 'auto' && !CLUSTER_KINDS.some(k => k === kind)) {
    throw usageError(`--cluster ${kind} is not one of auto, ${CLUSTER_KINDS.join(', ')}`);
  }
  if (kind === 'existing' && flags.context === undefined) {
    throw usageError('--cluster existing needs --context NAME', ['`kubectl config get-contexts` lists them']);
  }
  if (kind !== 'existing' && flags.context !== undefined) {
    throw usageError(`--context ${flags.context} goes with --cluster existing, not with --cluster ${kind}`, [
      `--cluster existing --context ${flags.context}, if that cluster is meant`,
    ]);
  }
  if (kind === 'existing' && flags.reuse !== undefined) {
    throw usageError('--reuse takes a running kind cluster: it does not go with --cluster existing', [
      'leave out one of the two',
    ]);
  }
  return kind as 'auto' | ClusterKind;
}

/** The settings of the plan that flags change. */
export function settingChanges(flags: RunFlags) {
  return {
    ...(flags.sla !== undefined && {slaMs: durationFlag('--sla', flags.sla)}),
    ...(flags.grace !== undefined && {graceMs: durationFlag('--grace', flags.grace)}),
    ...(flags.slaFactor !== undefined && {slaFactor: numberFlag('--sla-factor', flags.slaFactor, SLA_FACTOR)}),
    ...(flags.parallel !== undefined && {parallel: countFlag('--parallel', flags.parallel, PARALLEL)}),
    ...(flags.retry !== undefined && {retry: retryOf(flags)}),
    ...((flags.respond !== undefined || flags.responders !== undefined) && {respond: responseOf(flags)}),
    ...(flags.workloadImage !== undefined && {image: flags.workloadImage}),
  };
}

/** An attack to which people respond is over when they are done with it: it cannot be had again. */
function retryOf({retry = '', respond, responders}: RunFlags): number {
  const count = countFlag('--retry', retry, RETRY);
  if (count && (respond !== undefined || responders !== undefined)) {
    throw usageError('--retry does not go with --respond: people respond to an attack once', [
      'leave out one of the two',
    ]);
  }
  return count;
}

/**
 * Whether people respond, how long they have, and who gets an account of their own.
 *
 * @throws DrillError (exit code 2) for names that Kubernetes does not take, and for accounts on a cluster of others.
 */
function responseOf({respond, responders, cluster}: RunFlags) {
  const people = responders?.split(',').map(name => name.trim()) ?? [];
  const wrong = people.find(name => !/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/.test(name));
  if (wrong !== undefined) {
    throw usageError(
      `--responders ${JSON.stringify(wrong)} is not a name: lower-case letters, digits and dashes, 40 at the most`,
      ['write --responders lead,res1'],
    );
  }
  if (people.includes('default')) {
    throw usageError('--responders default is the account that every namespace has already', ['take another name']);
  }
  if (new Set(people).size < people.length) throw usageError('--responders names somebody twice', []);
  if (people.length && cluster === 'existing') {
    throw usageError('--responders makes accounts only on a cluster that kubedrill has made', [
      'leave it out: people use the access that they have, and the audit log names them by it',
    ]);
  }
  return {
    ...(typeof respond === 'string' && {withinMs: respondWithin(respond)}),
    ...(people.length && {people}),
  };
}

/** A scenario that stands behind the flag is taken for its duration. */
function respondWithin(text: string): number {
  if (/^[a-z]/.test(text)) {
    throw usageError(`--respond ${text} is not a duration`, [
      'write scenarios before the flag: `kubedrill run secrets-listed --respond`, or a duration: --respond 10m',
    ]);
  }
  return durationFlag('--respond', text, '1s');
}
