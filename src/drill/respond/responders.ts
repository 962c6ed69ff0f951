import {join} from 'node:path';
import {KubeConfig} from '@kubernetes/client-node';
import type {ApiClient} from '../../cluster/api/client.js';
import type {Cluster} from '../../cluster/cluster.js';
import type {EventLog} from '../../events/log.js';
import type {RbacRule} from '../../kube/rbac-rule.js';
import type {ApiRequest} from '../../kube/request.js';
import {DrillError, EXIT} from '../../lib/errors.js';
import {makeDir, writeAtomic} from '../../lib/files/files.js';
import {Secret} from '../../lib/secret.js';
import {type Deleting, deletePaths} from '../../run/clean-up.js';
import {RUN_LABEL} from '../../run/labels.js';
import {deletePeopleFiles, peopleDir} from '../../run/people-files.js';
import {allRemains, type Remains} from '../../run/remains.js';
import {revoked} from './access.js';
import {Looker} from './looker.js';

/** Who is let in, and with what. */
export interface Admission {
  people: readonly string[];
  cluster: Pick<Cluster, 'kubeConfig'>;
  client: ApiClient;
  deleting: Deleting;
  log: EventLog;
  /** The folder of the run, where their kubeconfigs are written to. */
  dir: string;
}

/** People who were let in, until they are shown out. */
export interface Admitted {
  /** Takes everything back; returns what is left, such as a token that still works. */
  dismiss(): Promise<Remains>;
}

const RBAC = 'rbac.authorization.k8s.io';
/** A drill of a working day; deleted accounts end tokens before. */
const TOKEN_SECONDS = 8 * 3600;

const CHANGES = ['create', 'update', 'patch', 'delete', 'deletecollection'];

/** What somebody who responds may do: look at everything, and stop, change or delete what an attacker can have made. */
const RULES: readonly RbacRule[] = [
  {apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch']},
  {apiGroups: ['', 'apps', 'batch', 'networking.k8s.io', 'policy'], resources: ['*'], verbs: CHANGES},
  {apiGroups: ['admissionregistration.k8s.io', 'certificates.k8s.io'], resources: ['*'], verbs: CHANGES},
  {apiGroups: [RBAC], resources: ['*'], verbs: CHANGES},
  {apiGroups: ['authorization.k8s.io'], resources: ['*'], verbs: ['create']},
];

/**
 * Gives each person an account of their own, so that the audit log tells them apart, and a kubeconfig that nobody else
 * can read. A ServiceAccount, because its token ends when it is deleted: a certificate could not be taken back.
 *
 * @throws DrillError when the cluster refuses.
 */
export async function admit(admission: Admission): Promise<Admitted> {
  const {people, log, dir, deleting} = admission;
  const name = `kd-people-${deleting.run}`;
  const made: string[] = [];
  const tokens: {user: string; token: Secret}[] = [];
  const dismiss = () => dismissed(admission, made, tokens);
  try {
    await furnish(admission, name, made);
    makeDir(peopleDir(dir));
    for (const person of people) {
      const user = `system:serviceaccount:${name}:${person}`;
      const token = await accountOf(admission, name, person);
      tokens.push({user, token});
      const file = join(peopleDir(dir), `${person}.kubeconfig`);
      writeAtomic(file, kubeconfigOf(admission.cluster.kubeConfig, person, token), 0o600);
    }
  } catch (error) {
    await dismiss();
    throw error;
  }
  const admitted = tokens.map(({user}, i) => ({name: people[i] ?? user, user}));
  log.append({type: 'responders.admitted', people: admitted});
  return {dismiss};
}

/** Namespace, role and binding: known to the journal before they are made. */
async function furnish({client, deleting, people}: Admission, name: string, made: string[]): Promise<void> {
  const metadata = {name, labels: {[RUN_LABEL]: deleting.run}};
  const subjects = people.map(person => ({kind: 'ServiceAccount', name: person, namespace: name}));
  const roleRef = {apiGroup: RBAC, kind: 'ClusterRole', name};
  const base = `/apis/${RBAC}/v1`;
  const objects: [string, object][] = [
    ['/api/v1/namespaces', {apiVersion: 'v1', kind: 'Namespace', metadata}],
    [`${base}/clusterroles`, {apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata, rules: RULES}],
    [
      `${base}/clusterrolebindings`,
      {apiVersion: `${RBAC}/v1`, kind: 'ClusterRoleBinding', metadata, roleRef, subjects},
    ],
  ];
  for (const [path, body] of objects) {
    made.push(`${path}/${name}`);
    deleting.journal.write({type: 'create', path: `${path}/${name}`});
    await sent(client, {method: 'POST', path, body});
  }
}

async function accountOf({client, deleting}: Admission, namespace: string, person: string): Promise<Secret> {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  const metadata = {name: person, namespace, labels: {[RUN_LABEL]: deleting.run}};
  await sent(client, {method: 'POST', path, body: {apiVersion: 'v1', kind: 'ServiceAccount', metadata}});
  const spec = {expirationSeconds: TOKEN_SECONDS};
  const body = {apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec};
  const answer = await sent(client, {method: 'POST', path: `${path}/${person}/token`, body});
  const token = (answer as {status?: {token?: unknown}} | null)?.status?.token;
  if (typeof token !== 'string') throw new DrillError(`the API server gave ${person} no token`, EXIT.environment);
  return new Secret(token);
}

async function sent(client: ApiClient, request: ApiRequest): Promise<unknown> {
  const answer = await client.send(request, {auditId: crypto.randomUUID()});
  if (answer.code < 300) return answer.body;
  throw new DrillError(
    `people cannot be let in: ${request.method} ${request.path} was answered ${answer.code}${answer.message ? `, ${answer.message}` : ''}`,
    EXIT.environment,
    ['run without --responders: people then use the access that they have'],
  );
}

/** The same cluster, for one person. */
function kubeconfigOf(drill: KubeConfig, person: string, token: Secret): string {
  const cluster = drill.getCurrentCluster();
  if (!cluster) throw new DrillError('the kubeconfig of the drill names no cluster', EXIT.environment);
  const own = new KubeConfig();
  own.loadFromClusterAndUser({...cluster, name: 'drill'}, {name: person, token: token.reveal()});
  return `${own.exportConfig()}\n`;
}

async function dismissed(
  {client, deleting, dir}: Admission,
  made: readonly string[],
  tokens: readonly {user: string; token: Secret}[],
): Promise<Remains> {
  deletePeopleFiles(dir);
  const gone = await deletePaths(made.toReversed(), deleting);
  const looker = new Looker(client);
  const alive = await Promise.all(
    tokens.map(async ({user, token}) => {
      const {state, detail} = await revoked(looker, token, user, new AbortController().signal);
      return state === 'held' ? [] : [{text: `the token of ${user} (${detail})`, isUnsure: state === 'unknown'}];
    }),
  );
  const left = alive.flat();
  return allRemains(gone, {
    left: left.map(({text}) => text),
    unsure: left.filter(({isUnsure}) => isUnsure).map(({text}) => text),
  });
}
