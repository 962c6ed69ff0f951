import {type KubeObject, same} from '../../objects.js';
import {type Controller, collectionPath, sender} from '../controller.js';
import {recorder} from '../recorder.js';
import {deploymentStatus, surgeOf} from './deployment-status.js';
import {belongings, ownedBy} from './owned.js';
import {sameTemplate, templateHash} from './template-hash.js';
import {waking} from './waking.js';

const PREFIX = 'deployment.kubernetes.io/';
const REVISION = `${PREFIX}revision`;
const HISTORY = `${PREFIX}revision-history`;
/** Annotations of a Deployment that its ReplicaSets do not get. */
const OWN = [REVISION, HISTORY, `${PREFIX}desired-replicas`, `${PREFIX}max-replicas`];
const APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

interface Spec {
  replicas: number;
  paused?: boolean;
  selector: {matchLabels?: Record<string, string>};
  template: {metadata: {labels?: Record<string, string>}; spec: unknown};
}

type Annotations = Record<string, string>;

const specOf = (object: KubeObject): Spec => object.spec as Spec;
const revisionOf = ({metadata}: KubeObject): number => Number(metadata.annotations?.[REVISION] ?? 0);

/** Keeps one ReplicaSet at the size of its Deployment, makes one for every other template, and goes back to an old one. */
export const deployments: Controller = surroundings => {
  const {store, clock} = surroundings;
  const send = sender(surroundings, 'deployment-controller');
  const tell = recorder(send, {component: 'deployment-controller'}, clock);
  const path = (namespace: string) => collectionPath('apps', 'replicasets', namespace);

  const scale = (deployment: KubeObject, set: KubeObject, replicas: number, annotations: Annotations): void => {
    const from = specOf(set).replicas;
    if (from === replicas && same(annotations, set.metadata.annotations)) return;
    const {namespace = '', name} = set.metadata;
    const body = {...set, metadata: {...set.metadata, annotations}, spec: {...specOf(set), replicas}};
    if (send('PUT', `${path(namespace)}/${name}`, body).code === 200) said(deployment, name, from, replicas);
  };
  const said = (deployment: KubeObject, set: string | undefined, from: number, to: number) => {
    const way = to > from ? 'up' : 'down';
    if (from !== to) tell(deployment, 'ScalingReplicaSet', `Scaled ${way} replica set ${set} from ${from} to ${to}`);
  };
  const made = (deployment: KubeObject, revision: number): void => {
    const set = replicaSetOf(deployment, revision);
    const {namespace = '', name} = set.metadata;
    if (send('POST', path(namespace), set).code === 201) said(deployment, name, 0, specOf(deployment).replicas);
  };

  const sync = (deployment: KubeObject) => {
    const {namespace} = deployment.metadata;
    const {replicas, template, paused} = specOf(deployment);
    const owned = () => belongings(store, {group: 'apps', resource: 'replicasets', namespace}, deployment);
    const isCurrent = (set: KubeObject) => sameTemplate(specOf(set).template, template);
    const old = owned().filter(set => !isCurrent(set));
    const current = owned().find(isCurrent);
    const revision = Math.max(0, ...old.map(revisionOf)) + 1;
    if (current) scale(deployment, current, replicas, revised(current, deployment, paused ? 0 : revision));
    else if (!paused) made(deployment, revision);
    // While it is paused nothing is rolled out, and what runs stays.
    for (const set of paused ? [] : old) scale(deployment, set, 0, set.metadata.annotations ?? {});
    write(deployment, owned(), isCurrent);
  };

  /** The status and the number of the revision are written down; nobody waits for them. */
  const write = (deployment: KubeObject, sets: KubeObject[], isCurrent: (set: KubeObject) => boolean) => {
    const collection = {group: 'apps', resource: 'deployments', namespace: deployment.metadata.namespace};
    const known = store.get(collection, deployment.metadata.name ?? '');
    if (!known) return;
    const current = sets.find(isCurrent);
    const number = current ? {[REVISION]: String(revisionOf(current))} : {};
    const metadata = {...known.metadata, annotations: {...known.metadata.annotations, ...number}};
    const after = {...known, metadata, status: deploymentStatus(known, sets, current, clock.wall())};
    if (!same(after, known)) store.put(collection, after);
  };
  return waking({group: 'apps', resource: 'deployments', kind: 'Deployment'}, surroundings, sync);
};

/** What a ReplicaSet gets of the annotations of its Deployment. */
const inherited = ({metadata}: KubeObject): Annotations =>
  Object.fromEntries(
    Object.entries(metadata.annotations ?? {}).filter(([name]) => !OWN.includes(name) && name !== APPLIED),
  );

/** The annotations of a ReplicaSet that is the newest: one that has been it before keeps the numbers that it had. */
function revised(set: KubeObject, deployment: KubeObject, revision: number): Annotations {
  const before = set.metadata.annotations ?? {};
  const annotations = {...before, ...inherited(deployment)};
  if (revisionOf(set) >= revision) return annotations;
  const history = [before[HISTORY], before[REVISION]].filter(Boolean).join(',');
  return {...annotations, [REVISION]: String(revision), [HISTORY]: history};
}

function replicaSetOf(deployment: KubeObject, revision: number): KubeObject {
  const {replicas, selector, template} = specOf(deployment);
  const hash = templateHash(template);
  const labels = {...template.metadata.labels, 'pod-template-hash': hash};
  const {name, namespace} = deployment.metadata;
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash}`,
      ...(namespace !== undefined && {namespace}),
      labels,
      annotations: {
        ...inherited(deployment),
        [`${PREFIX}desired-replicas`]: String(replicas),
        [`${PREFIX}max-replicas`]: String(replicas + surgeOf(deployment)),
        [REVISION]: String(revision),
      },
      ownerReferences: [ownedBy(deployment)],
    },
    spec: {
      replicas,
      selector: {...selector, matchLabels: {...selector.matchLabels, 'pod-template-hash': hash}},
      template: {...template, metadata: {...template.metadata, labels}},
    },
  };
}
