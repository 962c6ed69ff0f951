import {ApiClient} from '../../src/cluster/api/client.js';
import type {KubeObject} from '../../src/cluster/install/kube-object.js';
import {Objects} from '../../src/cluster/install/objects.js';
import {apiServer} from './kube.js';
import type {Received} from './loopback.js';
import {never} from './source.js';

/** Kinds that the server serves, by group and version. */
const SERVED: Record<string, [kind: string, plural: string, namespaced: boolean][]> = {
  v1: [
    ['Namespace', 'namespaces', false],
    ['ConfigMap', 'configmaps', true],
    ['Secret', 'secrets', true],
    ['Pod', 'pods', true],
  ],
  'apps/v1': [['Deployment', 'deployments', true]],
  'rbac.authorization.k8s.io/v1': [['ClusterRole', 'clusterroles', false]],
};

/** An API server that keeps objects, serves their kinds, and knows neither schemas nor controllers. */
export class ObjectServer {
  /** Objects by path. */
  readonly stored = new Map<string, KubeObject>();
  /** Paths of what was applied and deleted, in order. */
  readonly changes: string[] = [];
  readonly served = structuredClone(SERVED);
  /** What a controller would make of an object that was applied. */
  controller: (object: KubeObject) => void = () => {};
  /** What follows from the deletion of an object. */
  collector: (object: KubeObject) => void = () => {};

  /** Starts it; it stops with the test. */
  async open(): Promise<Objects> {
    const {cluster} = await apiServer(request => this.#answer(request));
    return new Objects(new ApiClient(cluster.kubeConfig, 'test/1'), never);
  }

  /** The names of what is there, with their kinds. */
  get names(): string[] {
    return [...this.stored.values()].map(({kind, metadata}) => `${kind} ${metadata.name}`).sort();
  }

  #answer({method, path, query, body}: Received): unknown {
    if (path === '/apis') {
      const groups = Object.keys(this.served).filter(version => version.includes('/'));
      return {groups: groups.map(groupVersion => ({preferredVersion: {groupVersion}}))};
    }
    const version = /^\/apis?\/((?:[^/]+\/)?v\w+)$/.exec(path)?.[1];
    if (version !== undefined) return this.#resources(version);
    if (method === 'PATCH') return this.#apply(path, body as KubeObject);
    if (method === 'DELETE') return this.#delete(path);
    const found = this.stored.get(path);
    return found ?? (this.#plurals().has(path.split('/').at(-1) ?? '') ? this.#list(path, query) : undefined);
  }

  #resources(version: string): unknown {
    const kinds = this.served[version];
    const verbs = ['get', 'list', 'patch', 'delete'];
    return kinds && {resources: kinds.map(([kind, name, namespaced]) => ({kind, name, namespaced, verbs}))};
  }

  #plurals(): Set<string> {
    return new Set(Object.values(this.served).flatMap(kinds => kinds.map(([, plural]) => plural)));
  }

  #apply(path: string, object: KubeObject): KubeObject {
    this.changes.push(`apply ${object.kind} ${object.metadata.name}`);
    const {stringData, ...rest} = object as KubeObject & {stringData?: Record<string, string>};
    const encoded = Object.entries(stringData ?? {}).map(([k, v]) => [k, Buffer.from(v).toString('base64')]);
    const stored = {
      ...rest,
      ...(stringData && {data: Object.fromEntries(encoded)}),
      metadata: {...object.metadata, generation: 1},
    };
    this.stored.set(path, stored);
    this.controller(stored);
    return stored;
  }

  #delete(path: string): unknown {
    const object = this.stored.get(path);
    if (!object) return undefined;
    this.changes.push(`delete ${object.kind} ${object.metadata.name}`);
    this.stored.delete(path);
    this.collector(object);
    const within = (other: KubeObject) =>
      object.kind === 'Namespace' && other.metadata.namespace === object.metadata.name;
    for (const [at, other] of this.stored) if (within(other)) this.stored.delete(at);
    return {kind: 'Status', status: 'Success'};
  }

  #list(path: string, query: URLSearchParams): unknown {
    const [, root = '', namespace, plural = ''] = /^(.*?)(?:\/namespaces\/([^/]+))?\/([^/]+)$/.exec(path) ?? [];
    const wanted = (query.get('labelSelector') ?? '').split(',').map(pair => pair.split('='));
    const items = [...this.stored].filter(
      ([at, {metadata}]) =>
        at.startsWith(`${root}/`) &&
        at.split('/').at(-2) === plural &&
        (namespace === undefined || metadata.namespace === namespace) &&
        wanted.every(([key = '', value]) => metadata.labels?.[key] === value),
    );
    return {kind: 'List', items: items.map(([, {kind: _, apiVersion: __, ...item}]) => item)};
  }
}
