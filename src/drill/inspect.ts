import {ApiClient} from '../cluster/client.js';
import type {Cluster} from '../cluster/cluster.js';
import {EventLog} from '../events/log.js';
import type {Clock} from '../lib/clock.js';
import {DrillError} from '../lib/errors.js';
import type {RuleSet} from '../sigma/rule-set.js';
import type {Stack} from '../sources/stack/load.js';
import {openSources} from '../sources/stack/open.js';
import {Dispatcher} from './dispatch.js';
import {policyOf, sourcesOf} from './feeds.js';
import {canary} from './preflight/canary.js';
import {type Finding, warning} from './preflight/check.js';
import {sourcesAnswer} from './preflight/sources.js';

/** What is looked at without a drill. */
export interface Inspection {
  stack: Stack;
  /** The cluster that feeds the stack, where one is at hand. */
  cluster?: Cluster;
  rules: RuleSet;
  clock: Clock;
  abort: AbortSignal;
}

/**
 * Asks every source of a stack whether it is there and holds what it should. With a cluster, a canary is sent as well,
 * and each link is measured by when it came out there.
 */
export function inspectStack({cluster, ...rest}: Inspection): Promise<Finding[]> {
  return cluster ? withCanary({...rest, cluster}) : alone(rest);
}

async function withCanary({stack, cluster, rules, clock, abort}: Required<Inspection>): Promise<Finding[]> {
  const client = new ApiClient(cluster.kubeConfig, 'kubedrill/doctor');
  const stop = new AbortController();
  const dispatcher = new Dispatcher(new EventLog(clock));
  try {
    const sources = sourcesOf({cluster, clock, rules, stack});
    await dispatcher.start(sources, AbortSignal.any([stop.signal, abort]));
    const policy = await policyOf(cluster);
    const answers = await sourcesAnswer({sources, abort});
    const listening = {hear: dispatcher.hear.bind(dispatcher), expect: dispatcher.expect.bind(dispatcher)};
    return [...answers, ...(await canary({...listening, client, clock, abort, sources, ...(policy && {policy})}))];
  } finally {
    stop.abort();
    await client.close();
  }
}

/** Sources that see something of the cluster itself cannot be asked without one; the others can. */
async function alone({stack, rules, clock, abort}: Omit<Inspection, 'cluster'>): Promise<Finding[]> {
  const findings = stack.sources.map(async config => {
    try {
      const sources = openSources({...stack, sources: [config]}, {clock, rules, startedAt: clock.wall()});
      return await sourcesAnswer({sources, abort});
    } catch (error) {
      if (!(error instanceof DrillError)) throw error;
      return [warning('sources', `source ${config.id}`, 'sees the cluster itself, so it needs one to be asked', REUSE)];
    }
  });
  return (await Promise.all(findings)).flat();
}

const REUSE = ['add --reuse, once `kubedrill cluster up` has made a cluster'];
