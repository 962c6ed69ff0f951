import {ApiClient} from '../../cluster/api/client.js';
import type {Cluster} from '../../cluster/cluster.js';
import type {Clock} from '../../lib/clock.js';
import {listen, withLearned} from '../../run/listening.js';
import type {RuleSet} from '../../sigma/rule-set.js';
import type {Source} from '../../sources/source.js';
import type {Stack} from '../../sources/stack/load.js';
import {openAlone} from '../../sources/stack/open.js';
import {budgetText} from '../plan/budget.js';
import {alertCanaries, type Landed} from './alert-canary.js';
import {canary} from './canary.js';
import {type Finding, type Learned, ok, warning} from './check.js';
import {wholeBudget} from './rules.js';
import {sourcesAnswer} from './sources.js';

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
  try {
    const feed = {cluster, clock, rules, stack};
    const {listening, policy} = await listen(feed, {abort: AbortSignal.any([stop.signal, abort])});
    const {sources, hear, expect} = listening;
    const flight = {client, clock, abort, sources, hear, expect};
    // Refusals are watched while canaries fly; sources are asked when these have landed.
    const [alerts, losses] = await Promise.all([alertCanaries(flight), lossesOf(sources, abort)]);
    const {findings, learned} = await sourcesAnswer({sources, abort});
    const known = withLearned(sources, learned);
    const answers = findings.map(answer => withoutPost(answer, alerts));
    const measured = await canary({...flight, sources: known, ...(policy && {policy})});
    const posted = alerts.map(({finding}) => finding);
    const rest = known.filter(source => source.canary === undefined);
    return [...answers, ...losses, ...measured, ...posted, ...unmeasured(rest), wholeBudget(known)];
  } finally {
    stop.abort();
    await client.close();
  }
}

/** A source that listens is not evidence that anybody posts. */
function withoutPost(answer: Finding, alerts: readonly Landed[]): Finding {
  const lost = alerts.find(a => a.lost && answer.title.startsWith(`source ${a.source} `));
  if (!lost || answer.state !== 'ok') return answer;
  return {
    ...answer,
    state: 'warning',
    detail: `${answer.detail}; nothing was posted on a canary`,
    next: lost.finding.next,
  };
}

/** The same, where there is no cluster to send a canary from: nobody can say. */
const untried = (source: Source, answers: readonly Finding[]): Finding[] =>
  answers.map(answer =>
    source.canary === undefined || answer.state !== 'ok'
      ? answer
      : {
          ...answer,
          state: 'warning',
          detail: `${answer.detail}; only a canary shows whether anything is posted`,
          next: REUSE,
        },
  );

/** Sources that see something of the cluster itself cannot be asked without one; the others can. */
async function alone({stack, rules, clock, abort}: Omit<Inspection, 'cluster'>): Promise<Finding[]> {
  const opened = openAlone(stack, {clock, rules, startedAt: clock.wall()});
  const asked = opened.map(async ({config, source}): Promise<Omit<Learned, 'products'>> => {
    if (!source) {
      const detail = 'reads from the cluster itself, so it can be checked only on a running one';
      return {findings: [warning('sources', `source ${config.id}`, detail, REUSE)], learned: []};
    }
    const [{findings, learned}, losses] = await Promise.all([
      sourcesAnswer({sources: [source], abort}),
      lossesOf([source], abort),
    ]);
    return {findings: [...untried(source, findings), ...losses], learned};
  });
  const said = await Promise.all(asked);
  const answers = said.flatMap(({findings}) => findings);
  const sources = opened.flatMap(({source}) => source ?? []);
  const known = withLearned(
    sources,
    said.flatMap(({learned}) => learned),
  );
  return known.length ? [...answers, wholeBudget(known)] : answers;
}

/** What the servers of sources refuse to take while they are watched: a canary gets through where others do not. */
async function lossesOf(sources: readonly Source[], abort: AbortSignal): Promise<Finding[]> {
  const found = sources.map(async ({id, losses}): Promise<Finding[]> => {
    const answer = await losses?.(abort);
    return answer ? [{check: 'losses', title: `losses of ${id}`, ...answer}] : [];
  });
  return (await Promise.all(found)).flat();
}

/** A canary alerts nobody, so what comes after collection is only known by configuration. */
const unmeasured = (sources: readonly Source[]): Finding[] =>
  sources
    .filter(s => s.stage === 'alerted' || s.stage === 'acknowledged')
    .map(s => ok('canary', 'canary', `${s.stage} by ${budgetText(s)}: not measured, because no rule matches a canary`));

const REUSE = ['add --reuse, once `kubedrill cluster up` has made a cluster'];
