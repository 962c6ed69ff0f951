import {ApiClient} from '../../cluster/api/client.js';
import {Secret} from '../../lib/secret.js';
import {until} from '../../lib/until.js';
import type {AtSource} from '../observation.js';
import {followLines, type Written} from './lines.js';
import {type Marker, monotonic} from './marker.js';
import {stampsIn, USE_KIND} from './pod.js';
import {
  ask,
  create,
  forEachNumber,
  inNamespace,
  noPlace,
  type Probe,
  type ProbeContext,
  patiently,
  refused,
} from './probe.js';

/** Lines to cause in the API server's log, and in the log of its controllers. */
const REFUSALS = 10;
const FAILURES = 5;
const ALL = REFUSALS + FAILURES;
const WHERE = `the logs of kube-apiserver (1 to ${REFUSALS}) and kube-controller-manager (${REFUSALS + 1} to ${ALL})`;

/** A controller manager that is busy takes its time to come to our replica sets. */
const SHOWN_WITHIN_MS = 60_000;
const POLL_MS = 500;

/**
 * What components of the control plane log at their usual verbosity, with a name of ours in it: the API server of
 * tokens that are for somebody else, the controller manager of replica sets that may make no pods. The scheduler and
 * etcd say nothing that could be caused with a name in it.
 */
export const controlPlane: Probe = {
  log: 'control-plane',
  absent: context => {
    const {cluster} = context;
    if (cluster.simulated) return {reason: 'a simulated cluster has no components that log', next: [USE_KIND]};
    if (!cluster.capabilities.has('node'))
      return {reason: 'without nodes, nothing ships what components log', next: [USE_KIND]};
    return noPlace(context, 'control-plane');
  },
  async run(context) {
    const observation = await followLines(context, {
      ...{log: 'control-plane', kind: 'control-plane', count: ALL, certain: false},
      async write(marker, written) {
        const accounts = inNamespace(context, 'serviceaccounts');
        await create(context, accounts, {metadata: {name: marker.word}});
        const account = `${accounts}/${marker.word}`;
        await forEachNumber(REFUSALS, number => useForeignToken(context, account, `${marker.word}-n-${number}`));
        await forEachNumber(FAILURES, number => failToReplicate(context, `${marker.word}-n-${REFUSALS + number}`));
        return shownByComponents(context, marker, written);
      },
    });
    const {store} = observation;
    // A controller tries again, and says so again: what comes twice was written twice.
    return [{...observation, ...(store && {store: {...store, duplicates: 0}})}];
  },
};

/**
 * The API server logs: `Unable to authenticate the request … token audiences ["NAME"] is invalid`. A token whose
 * service account is gone would do as well, but is taken for as long as the API server has not heard of that.
 */
async function useForeignToken(context: ProbeContext, account: string, audience: string): Promise<void> {
  const {cluster, signal, run} = context;
  const path = `${account}/token`;
  const asked = await patiently(context, () =>
    ask(context, 'POST', path, {spec: {audiences: [audience], expirationSeconds: 600}}),
  );
  const token = (asked.body as {status?: {token?: string}}).status?.token;
  if (token === undefined) throw refused(`POST ${path}`, asked);
  const client = new ApiClient(cluster.kubeConfig, `kubedrill/${run}`, {as: 'bearer', token: new Secret(token)});
  try {
    await ask({client, signal}, 'GET', inNamespace(context, 'configmaps'));
  } finally {
    await client.close();
  }
}

/** The controller manager logs: `sync "NAMESPACE/NAME" failed with pods … is forbidden`. */
async function failToReplicate(context: ProbeContext, name: string): Promise<void> {
  const labels = {app: name};
  await create(context, `/apis/apps/v1/namespaces/${context.token}/replicasets`, {
    metadata: {name},
    spec: {
      replicas: 1,
      selector: {matchLabels: labels},
      template: {
        metadata: {labels},
        spec: {serviceAccountName: 'absent', containers: [{name: 'none', image: context.image}]},
      },
    },
  });
}

/** Asked until all are there; where the control plane does not run as pods of the cluster, this cannot be known. */
async function shownByComponents(context: ProbeContext, marker: Marker, written: Written): Promise<AtSource> {
  const {clock, signal} = context;
  const selector = encodeURIComponent('component in (kube-apiserver, kube-controller-manager)');
  const listed = await ask(context, 'GET', `/api/v1/namespaces/kube-system/pods?labelSelector=${selector}`);
  if (listed.code !== 200) return {where: WHERE, unknown: `pods of kube-system cannot be listed: HTTP ${listed.code}`};
  const names = ((listed.body as {items?: {metadata: {name: string}}[]}).items ?? []).map(pod => pod.metadata.name);
  if (!names.length) return {where: WHERE, unknown: 'the control plane runs in no pods of this cluster'};
  const look = async () => {
    const logs = await Promise.all(names.map(name => newestLines(context, name)));
    return logs.find(log => typeof log === 'object') ?? stampsIn(logs.join('\n'), marker);
  };
  const stamps = await until(look, {
    ...{clock, signal, within: SHOWN_WITHIN_MS, pauses: POLL_MS},
    enough: found => 'why' in found || found.size >= ALL,
  });
  if ('why' in stamps) return {where: WHERE, unknown: stamps.why};
  for (const [number, at] of stamps) written.set(number, monotonic(clock, at));
  return {where: WHERE, seen: stamps.size};
}

async function newestLines(context: ProbeContext, pod: string): Promise<string | {why: string}> {
  const path = `/api/v1/namespaces/kube-system/pods/${pod}/log?timestamps=true&sinceSeconds=300`;
  const {code, body} = await ask(context, 'GET', path);
  return code === 200 ? String(body) : {why: `the log of ${pod} cannot be read: HTTP ${code}`};
}
