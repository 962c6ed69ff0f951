import {randomUUID} from 'node:crypto';
import type {ApiRequest} from '../../kube/request.js';
import {environmentError} from '../../lib/errors.js';
import type {ApiAnswer} from '../api/answer.js';
import type {ApiClient} from '../api/client.js';
import {groupOf, type KubeObject, nameOf, type ObjectRef, refOf} from './kube-object.js';

/** Who owns the fields that were applied. */
const FIELD_MANAGER = 'kubedrill';

/** What the API server says of a kind that it serves. */
interface Served {
  name: string;
  kind: string;
  namespaced: boolean;
  verbs: string[];
}

/**
 * Reads, applies and deletes objects of any kind. The paths are asked of the API server: the object client of
 * `@kubernetes/client-node` does the same, but drops what its generated types do not know, among it half of a
 * CustomResourceDefinition.
 */
export class Objects {
  readonly #served = new Map<string, Served[]>();

  constructor(
    readonly client: ApiClient,
    readonly signal: AbortSignal,
  ) {}

  /** Whether the API server serves this kind at this moment. */
  async serves({apiVersion, kind}: Pick<ObjectRef, 'apiVersion' | 'kind'>): Promise<boolean> {
    return (await this.#discover(apiVersion)).some(r => r.kind === kind);
  }

  /**
   * The object as it is in the cluster; undefined when it is not there, or its kind is not served.
   *
   * @throws DrillError (exit code 3) when the server refuses.
   */
  async read(ref: ObjectRef): Promise<KubeObject | undefined> {
    const path = await this.#path(ref);
    if (path === undefined) return undefined;
    const answer = await this.send({method: 'GET', path});
    if (answer.code === 404) return undefined;
    return accepted(answer, `read ${nameOf(ref)}`) as KubeObject;
  }

  /**
   * Applies on the server's side, taking fields over from other managers.
   *
   * @returns the answer, a refusal included; undefined when the kind is not served.
   */
  async apply(object: KubeObject): Promise<ApiAnswer | undefined> {
    const path = await this.#path(refOf(object));
    if (path === undefined) return undefined;
    return this.send({
      method: 'PATCH',
      path: `${path}?fieldManager=${FIELD_MANAGER}&force=true`,
      contentType: 'application/apply-patch+yaml',
      body: object,
    });
  }

  /**
   * Deletes in the background; what is not there is fine.
   *
   * @throws DrillError (exit code 3) when the server refuses.
   */
  async remove(ref: ObjectRef): Promise<void> {
    const path = await this.#path(ref);
    if (path === undefined) return;
    const answer = await this.send({method: 'DELETE', path: `${path}?propagationPolicy=Background`});
    if (answer.code !== 404) accepted(answer, `delete ${nameOf(ref)}`);
  }

  /** What of a kind carries a label, wherever it is; nothing where the kind is not served or may not be listed. */
  async labelled(apiVersion: string, kind: string, selector: string, namespace?: string): Promise<KubeObject[]> {
    const base = await this.#collection({apiVersion, kind}, namespace);
    if (base === undefined) return [];
    const answer = await this.send({method: 'GET', path: `${base}?labelSelector=${encodeURIComponent(selector)}`});
    const {items} = (answer.body ?? {}) as {items?: Omit<KubeObject, 'apiVersion' | 'kind'>[]};
    // Items of a list do not say what they are.
    return answer.code === 200 ? (items ?? []).map(item => ({...item, apiVersion, kind}) as KubeObject) : [];
  }

  /** Every kind that can be listed and deleted, by the version that the API server prefers. */
  async kinds(): Promise<{apiVersion: string; kind: string}[]> {
    const {groups} = accepted(await this.send({method: 'GET', path: '/apis'}), 'list API groups') as {
      groups: {preferredVersion: {groupVersion: string}}[];
    };
    const versions = ['v1', ...groups.map(group => group.preferredVersion.groupVersion)];
    const kinds = await Promise.all(
      versions.map(async apiVersion =>
        (await this.#discover(apiVersion))
          .filter(({verbs}) => verbs.includes('list') && verbs.includes('delete'))
          .map(({kind}) => ({apiVersion, kind})),
      ),
    );
    return kinds.flat();
  }

  send(request: ApiRequest): Promise<ApiAnswer> {
    return this.client.send(request, {auditId: randomUUID(), signal: this.signal});
  }

  async #path(ref: ObjectRef): Promise<string | undefined> {
    const base = await this.#collection(ref, ref.namespace);
    return base && `${base}/${encodeURIComponent(ref.name)}`;
  }

  async #collection(ref: Pick<ObjectRef, 'apiVersion' | 'kind'>, namespace?: string): Promise<string | undefined> {
    const resource = await this.#resource(ref);
    if (!resource) return undefined;
    const within = resource.namespaced && namespace !== undefined ? `/namespaces/${namespace}` : '';
    return `${rootOf(ref.apiVersion)}${within}/${resource.name}`;
  }

  async #resource({apiVersion, kind}: Pick<ObjectRef, 'apiVersion' | 'kind'>): Promise<Served | undefined> {
    const known = this.#served.get(apiVersion)?.find(r => r.kind === kind);
    return known ?? (await this.#discover(apiVersion)).find(r => r.kind === kind);
  }

  async #discover(apiVersion: string): Promise<Served[]> {
    const answer = await this.send({method: 'GET', path: rootOf(apiVersion)});
    const {resources = []} = (answer.code === 200 ? answer.body : {}) as {resources?: Served[]};
    const served = resources.filter(({name}) => !name.includes('/'));
    this.#served.set(apiVersion, served);
    return served;
  }
}

const rootOf = (apiVersion: string): string => (groupOf(apiVersion) ? `/apis/${apiVersion}` : `/api/${apiVersion}`);

/**
 * The body of an answer that is not a refusal.
 *
 * @throws DrillError (exit code 3) with the server's own words.
 */
export function accepted(answer: ApiAnswer, deed: string): unknown {
  if (answer.code < 300) return answer.body;
  throw environmentError(`the cluster does not let kubedrill ${deed}: ${answer.message ?? answer.code}`);
}
