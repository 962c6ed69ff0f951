import {ApiClient} from '../cluster/api/client.js';
import type {Cluster} from '../cluster/cluster.js';
import type {Clock} from '../lib/clock.js';
import {DrillError} from '../lib/errors.js';
import {deletePaths} from '../run/clean-up.js';
import type {Journal} from '../run/journal/journal.js';
import {listen} from '../run/listening.js';
import {Reach} from '../run/reach.js';
import type {RuleSet} from '../sigma/rule-set.js';
import {openPlace} from '../sources/logs/open.js';
import type {LogPlace} from '../sources/logs/place.js';
import type {Stack} from '../sources/stack/load.js';
import {LOG_KINDS} from '../sources/stack/log-places.js';
import {judge, unjudged} from './judge.js';
import {audit} from './probes/audit.js';
import {containers} from './probes/containers.js';
import {controlPlane} from './probes/control-plane.js';
import {events} from './probes/events.js';
import {nodes} from './probes/nodes.js';
import {pods} from './probes/pods.js';
import {create, type Probe, type ProbeContext} from './probes/probe.js';
import type {Trace} from './result.js';

/** What probing needs; the cluster is up. */
export interface CoverageInput {
  cluster: Cluster;
  clock: Clock;
  journal: Journal;
  rules: RuleSet;
  stack?: Stack;
  run: string;
  lines: number;
  image: string;
  /** What counts as in time. */
  withinMs: number;
  abort: AbortSignal;
  /** Hears of each trace when it is known. */
  onTrace?: (trace: Trace) => void;
}

/** Stores are asked for twice the SLA, and at least this much longer, so that late is told from missing. */
const LEAST_GRACE_MS = 10_000;
/** How long an API server may be silent before its objects count as left behind. */
const CLEAN_UP_PATIENCE_MS = 60_000;

/** What probing came to. */
export interface Probed {
  /** In the order of the log sources. */
  traces: Trace[];
  /** What could not be removed, with the reason. */
  left: string[];
  /** What ended it early: the abort reason, or what made it impossible. */
  failure?: {error: unknown};
}

/** Runs every probe on a cluster that is up, and removes what they made, whatever happens. */
export async function probeAll(input: CoverageInput): Promise<Probed> {
  const {cluster, clock, journal, run, abort} = input;
  const client = new ApiClient(cluster.kubeConfig, `kubedrill/${run}`);
  const stop = new AbortController();
  const token = `kd-${run}`;
  const probed: Probed = {traces: [], left: []};
  try {
    const context = contextOf({...input, abort: AbortSignal.any([abort, stop.signal])}, client, token);
    const probes = await probesOf(input, stop.signal);
    await create(context, '/api/v1/namespaces', {metadata: {name: token}});
    probed.traces = (await Promise.all(probes.map(probe => traced(probe, context, input)))).flat();
    abort.throwIfAborted();
  } catch (error) {
    probed.failure = {error};
  }
  stop.abort();
  const reach = new Reach(clock, CLEAN_UP_PATIENCE_MS);
  const namespace = [`/api/v1/namespaces/${token}`];
  probed.left = (await deletePaths(namespace, {client, clock, journal, reach, run})).left;
  await client.close();
  return probed;
}

function contextOf(input: CoverageInput, client: ApiClient, token: string): ProbeContext {
  const {cluster, clock, journal, run, lines, image, withinMs, stack, abort} = input;
  const startedAt = clock.wall();
  const places = new Map<string, LogPlace>();
  for (const kind of LOG_KINDS) {
    const place = stack && openPlace(stack, kind, clock, startedAt);
    if (place) places.set(kind, place);
  }
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...{cluster, client, clock, journal, run, token, lines, image, signal: abort},
    patienceMs: withinMs + Math.max(withinMs, LEAST_GRACE_MS),
    hasStack: stack !== undefined,
    place: kind => places.get(kind),
    turn: write => {
      const mine = last.then(write);
      last = mine.catch(() => {});
      return mine;
    },
  };
}

async function probesOf(input: CoverageInput, stop: AbortSignal): Promise<Probe[]> {
  const {listening, policy} = await listen(input, {abort: AbortSignal.any([stop, input.abort])});
  return [containers, pods, nodes, controlPlane, audit({listening, policy}), events];
}

async function traced(probe: Probe, context: ProbeContext, {withinMs, onTrace}: CoverageInput): Promise<Trace[]> {
  const traces = await tracesOf(probe, context, withinMs);
  for (const trace of traces) onTrace?.(trace);
  return traces;
}

async function tracesOf(probe: Probe, context: ProbeContext, withinMs: number): Promise<Trace[]> {
  const absent = probe.absent(context);
  if (absent) return [unjudged(probe.log, 'skipped', absent.reason, absent.next)];
  try {
    return (await probe.run(context)).map(observation => judge(observation, withinMs));
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof DrillError)) throw error;
    return [unjudged(probe.log, 'not observable', error.message, [...error.nextSteps])];
  }
}
