import {KubeConfig} from '@kubernetes/client-node';
import type {ApiClient} from '../../cluster/api/client.js';
import type {Cluster} from '../../cluster/cluster.js';
import type {EventLog} from '../../events/log.js';
import type {RbacRule} from '../../kube/rbac-rule.js';
import type {ApiRequest} from '../../kube/request.js';
import {DrillError, EXIT, messageOf} from '../../lib/errors.js';
import {Secret} from '../../lib/secret.js';
import {type Deleting, deletePaths} from '../../run/clean-up.js';
import {RUN_LABEL} from '../../run/labels.js';
import {deletePeopleFiles, keepPeopleFile} from '../../run/people-files.js';
import {allRemains, type Remains} from '../../run/remains.js';
import type {AccessProfile, LetIn} from '../access-profile.js';
import {deadToken} from './access.js';
import {Looker} from './looker.js';
import {nodeGuard, nodeGuardBinding} from './shared/node-guard.js';
import {OWN_NAMESPACE, ownObjects, SHARED_LOOK} from './shared/own-rights.js';

/** What a door leads to. */
export interface Admission {
  cluster: Pick<Cluster, 'kubeConfig'>;
  client: ApiClient;
  deleting: Deleting;
  log: EventLog;
  /** The folder of the run, where kubeconfigs are written to. */
  dir: string;
  /** Whether others use the cluster, too: then each is let to what belongs to their own attacks. */
  isShared?: boolean;
  /** For how long an account works, in milliseconds. */
  accountsMs?: number;
}

const RBAC = 'rbac.authorization.k8s.io';
/** A drill of a working day; deleted accounts end tokens before. */
const ACCOUNTS_MS = 8 * 3_600_000;

const CHANGES = ['create', 'update', 'patch', 'delete', 'deletecollection'];

const LOOK: RbacRule = {apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch']};

/** What people may do, by profile: look at everything, and stop, change or delete what an attacker can have made. */
const RULES: Record<AccessProfile, readonly RbacRule[]> = {
  viewer: [LOOK],
  operator: [
    LOOK,
    {apiGroups: ['', 'apps', 'batch', 'networking.k8s.io', 'policy'], resources: ['*'], verbs: CHANGES},
    {apiGroups: ['admissionregistration.k8s.io', 'certificates.k8s.io'], resources: ['*'], verbs: CHANGES},
    {apiGroups: [RBAC], resources: ['*'], verbs: CHANGES},
    {apiGroups: ['authorization.k8s.io'], resources: ['*'], verbs: ['create']},
  ],
};

interface Person {
  name: string;
  user: string;
  token: Secret;
  /** The kubeconfig, in the folder of the run. */
  file?: string;
}

/** How a person gets their kubeconfig: in the folder of the run, or from their caller alone, and then it is kept nowhere. */
export type Hands = 'a file' | 'an answer';

/**
 * Lets people into the cluster: each gets an account of their own, so that the audit log tells them apart, and a kubeconfig
 * that nobody else can read. A ServiceAccount, because its token ends when it is deleted: a certificate could not be
 * taken back. Nothing is made before the first person comes.
 */
export class Door {
  readonly #name: string;
  readonly #made: string[] = [];
  readonly #people: Person[] = [];
  /** People are let in one after the other: what they share is made once. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(readonly admission: Admission) {
    this.#name = `kd-people-${admission.deleting.run}`;
  }

  /**
   * @param name of a ServiceAccount: lower-case letters, digits and dashes
   * @throws DrillError when the cluster refuses
   */
  letIn(name: string, profile: AccessProfile, hands: Hands): Promise<LetIn> {
    const entering = this.#last.then(() => this.#enter(name, profile, hands));
    this.#last = entering.catch(() => {
      // The person who was refused is told; the next one may be let in.
    });
    return entering;
  }

  /**
   * Gives those who share a cluster the rights to what an attack of theirs has made.
   *
   * @param namespace that of the attack
   * @param paths objects that it has made, also outside of it
   */
  grant(namespace: string, paths: readonly string[]): Promise<void> {
    const granted = this.#last.then(() => this.#grant(namespace, paths));
    this.#last = granted.catch(() => {
      // The attack that could not be handed over is told; the next one may be.
    });
    return granted;
  }

  async #grant(namespace: string, paths: readonly string[]): Promise<void> {
    if (!this.admission.isShared) return;
    if (!this.#made.length) await this.#furnish();
    const role = {apiGroup: RBAC, kind: 'ClusterRole', name: `${this.#name}-own`};
    const path = `/apis/${RBAC}/v1/namespaces/${namespace}/rolebindings`;
    await this.#make(path, this.#binding('RoleBinding', role), `${this.#name}-${namespace}`);
    const rules = ownObjects(paths);
    if (!rules.length) return;
    const name = `${this.#name}-${namespace}`;
    await this.#make(`/apis/${RBAC}/v1/clusterroles`, {apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', rules}, name);
    const to = {apiGroup: RBAC, kind: 'ClusterRole', name};
    await this.#make(`/apis/${RBAC}/v1/clusterrolebindings`, this.#binding('ClusterRoleBinding', to), name);
  }

  /** Everybody of the drill: their accounts are in one namespace. */
  #binding(kind: string, roleRef: object): object {
    const subjects = [{kind: 'Group', apiGroup: RBAC, name: `system:serviceaccounts:${this.#name}`}];
    return {apiVersion: `${RBAC}/v1`, kind, roleRef, subjects};
  }

  /** Takes everything back; returns what is left, such as a token that still works. */
  async dismiss(): Promise<Remains> {
    await this.#last;
    const {deleting, client, dir} = this.admission;
    deletePeopleFiles(dir);
    const gone = await deletePaths(this.#made.toReversed(), deleting);
    const looker = new Looker(client);
    const alive = await Promise.all(
      this.#people.map(async ({user, token}) => {
        const {state, detail} = await deadToken(looker, token, user, new AbortController().signal);
        return state === 'held' ? [] : [{text: `the token of ${user} (${detail})`, isUnsure: state === 'unknown'}];
      }),
    );
    const left = alive.flat();
    return allRemains(gone, {
      left: left.map(({text}) => text),
      unsure: left.filter(({isUnsure}) => isUnsure).map(({text}) => text),
    });
  }

  async #enter(name: string, profile: AccessProfile, hands: Hands): Promise<LetIn> {
    const {admission} = this;
    if (!this.#made.length) await this.#furnish();
    const user = `system:serviceaccount:${this.#name}:${name}`;
    const token = await accountOf(admission, this.#name, name);
    const person: Person = {name, user, token};
    this.#people.push(person);
    await this.#bind(name, profile);
    const kubeconfig = new Secret(kubeconfigOf(admission.cluster.kubeConfig, name, token));
    if (hands === 'a file') person.file = keepPeopleFile(admission.dir, name, kubeconfig);
    admission.log.append({
      type: 'responders.admitted',
      people: this.#people.map(({token: _, ...rest}) => rest),
    });
    return {user, kubeconfig};
  }

  /** The namespace of the accounts, and a role for each profile. */
  async #furnish(): Promise<void> {
    await this.#make('/api/v1/namespaces', {apiVersion: 'v1', kind: 'Namespace'}, this.#name);
    if (this.admission.isShared) return this.#furnishShared();
    for (const profile of ['viewer', 'operator'] as const) {
      const role = {apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', rules: RULES[profile]};
      await this.#make(`/apis/${RBAC}/v1/clusterroles`, role, `${this.#name}-${profile}`);
    }
  }

  async #furnishShared(): Promise<void> {
    for (const [name, rules] of Object.entries({look: SHARED_LOOK, own: OWN_NAMESPACE})) {
      const role = {apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', rules};
      await this.#make(`/apis/${RBAC}/v1/clusterroles`, role, `${this.#name}-${name}`);
    }
    const look = {apiGroup: RBAC, kind: 'ClusterRole', name: `${this.#name}-look`};
    const path = `/apis/${RBAC}/v1/clusterrolebindings`;
    await this.#make(path, this.#binding('ClusterRoleBinding', look), `${this.#name}-look`);
    await this.#guardNodes();
  }

  /** A cluster that does not know policies, or refuses them, is played on without: that is said. */
  async #guardNodes(): Promise<void> {
    const group = '/apis/admissionregistration.k8s.io/v1';
    const name = `${this.#name}-nodes`;
    try {
      await this.#make(`${group}/validatingadmissionpolicies`, nodeGuard(`system:serviceaccounts:${this.#name}`), name);
      await this.#make(`${group}/validatingadmissionpolicybindings`, nodeGuardBinding(name), name);
    } catch (error) {
      const detail = `students can take over nodes by changing workloads: ${messageOf(error)}`;
      this.admission.log.append({type: 'cluster.phase', phase: 'guarding nodes', state: 'failed', detail});
    }
  }

  async #bind(person: string, profile: AccessProfile): Promise<void> {
    if (this.admission.isShared) return;
    const subjects = [{kind: 'ServiceAccount', name: person, namespace: this.#name}];
    const roleRef = {apiGroup: RBAC, kind: 'ClusterRole', name: `${this.#name}-${profile}`};
    const binding = {apiVersion: `${RBAC}/v1`, kind: 'ClusterRoleBinding', roleRef, subjects};
    await this.#make(`/apis/${RBAC}/v1/clusterrolebindings`, binding, `${this.#name}-${person}`);
  }

  /** Known to the journal before it is made. */
  async #make(path: string, body: object, name: string): Promise<void> {
    const {client, deleting} = this.admission;
    this.#made.push(`${path}/${name}`);
    deleting.journal.write({type: 'create', path: `${path}/${name}`});
    const metadata = {name, labels: {[RUN_LABEL]: deleting.run}};
    await sent(client, {method: 'POST', path, body: {...body, metadata}});
  }
}

async function accountOf(
  {client, deleting, accountsMs = ACCOUNTS_MS}: Admission,
  namespace: string,
  person: string,
): Promise<Secret> {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  const metadata = {name: person, namespace, labels: {[RUN_LABEL]: deleting.run}};
  await sent(client, {method: 'POST', path, body: {apiVersion: 'v1', kind: 'ServiceAccount', metadata}});
  const spec = {expirationSeconds: Math.ceil(accountsMs / 1000)};
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
