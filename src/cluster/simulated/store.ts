import {EventEmitter} from 'node:events';
import type {KubeObject} from './objects.js';

/** Which objects: a resource of a group, in one namespace or in all. */
export interface Collection {
  group: string;
  resource: string;
  namespace?: string | undefined;
}

/** One change, as watchers hear of it. */
export interface Change {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  group: string;
  resource: string;
  object: KubeObject;
  /** The object before a change of it. */
  before?: KubeObject;
}

/** At most this many changes are remembered for watches that go on from an older version. */
const KEPT = 5000;

/** etcd's part: objects by group, resource, namespace and name, under one growing resource version. */
export class Store {
  readonly #objects = new Map<string, Map<string, KubeObject>>();
  readonly #changes = new EventEmitter().setMaxListeners(0);
  readonly #history: Change[] = [];
  /** The version of the newest change that was forgotten. */
  #forgotten = 0;
  #version = 1;

  /** The newest resource version. */
  get version(): string {
    return String(this.#version);
  }

  get({group, resource, namespace}: Collection, name: string): KubeObject | undefined {
    return this.#of(group, resource).get(keyOf(namespace, name));
  }

  /** In the order of creation; across all namespaces when none is named. */
  list({group, resource, namespace}: Collection): KubeObject[] {
    const all = [...this.#of(group, resource).values()];
    return namespace === undefined ? all : all.filter(o => o.metadata.namespace === namespace);
  }

  /** Stores an object as its newest version and returns it as stored. */
  put({group, resource}: Collection, object: KubeObject): KubeObject {
    const {namespace, name = ''} = object.metadata;
    const objects = this.#of(group, resource);
    const key = keyOf(namespace, name);
    const before = objects.get(key);
    const type = before ? 'MODIFIED' : 'ADDED';
    const stored = {...object, metadata: {...object.metadata, resourceVersion: String(++this.#version)}};
    objects.set(key, stored);
    this.#tell({type, group, resource, object: stored, ...(before && {before})});
    return stored;
  }

  remove({group, resource, namespace}: Collection, name: string): KubeObject | undefined {
    const objects = this.#of(group, resource);
    const object = objects.get(keyOf(namespace, name));
    if (!object) return undefined;
    objects.delete(keyOf(namespace, name));
    const gone = {...object, metadata: {...object.metadata, resourceVersion: String(++this.#version)}};
    this.#tell({type: 'DELETED', group, resource, object: gone});
    return object;
  }

  /** Every group and resource that holds objects of a namespace. */
  contents(namespace: string): {group: string; resource: string}[] {
    return [...this.#objects].flatMap(([key, objects]) => {
      const [group = '', resource = ''] = key.split('|');
      return [...objects.values()].some(o => o.metadata.namespace === namespace) ? [{group, resource}] : [];
    });
  }

  /** Every change after a version, oldest first; undefined when some of them are forgotten. */
  since(version: number): Change[] | undefined {
    return version < this.#forgotten ? undefined : this.#history.filter(change => versionOf(change) > version);
  }

  /** Hears every change; returns the way to stop. */
  onChange(listener: (change: Change) => void): () => void {
    this.#changes.on('change', listener);
    return () => this.#changes.off('change', listener);
  }

  #tell(change: Change): void {
    this.#history.push(change);
    if (this.#history.length > KEPT) this.#forgotten = versionOf(this.#history.shift());
    this.#changes.emit('change', change);
  }

  #of(group: string, resource: string): Map<string, KubeObject> {
    const key = `${group}|${resource}`;
    let objects = this.#objects.get(key);
    if (!objects) {
      objects = new Map();
      this.#objects.set(key, objects);
    }
    return objects;
  }
}

const keyOf = (namespace: string | undefined, name: string): string => `${namespace ?? ''}/${name}`;

const versionOf = (change: Change | undefined): number => Number(change?.object.metadata.resourceVersion ?? 0);
