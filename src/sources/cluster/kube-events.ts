import {z} from 'zod';
import {listOf} from '../../lib/list-of.js';
import {parseAs} from '../kit/parse.js';
import {ApiError, type ClusterApi} from './api.js';

const text = z.string().nullish();

/** An Event of the core group, as far as it is looked at. */
export const KubeEvent = z.looseObject({
  metadata: z.looseObject({
    uid: text,
    name: z.string(),
    namespace: text,
    resourceVersion: text,
    creationTimestamp: text,
    annotations: z.record(z.string(), z.string()).nullish(),
  }),
  involvedObject: z.looseObject({kind: text, apiVersion: text, namespace: text, name: text}),
  reason: text,
  message: text,
  type: text,
  reportingComponent: text,
  source: z.looseObject({component: text}).nullish(),
  count: z.number().nullish(),
  eventTime: text,
  firstTimestamp: text,
  lastTimestamp: text,
});
export type KubeEvent = z.output<typeof KubeEvent>;

const List = z.looseObject({metadata: z.looseObject({resourceVersion: z.string()}), items: listOf(KubeEvent)});
const Change = z.looseObject({type: z.string(), object: z.looseObject({})});

/** How long the server holds an answer back while there is nothing new; it takes whole seconds. */
const HOLD_SECONDS = 1;
const GONE = 410;
const WATCHED = "a line of the API server's watch for Events";

/**
 * The cluster's Events from now on. Each question is a watch that goes on where the last one ended, so what it costs
 * grows with what is new and not with how many Events a cluster holds.
 */
export class KubeEvents {
  readonly #path: string;
  #version: string | undefined;

  /** @param namespace whose Events; absent: those of all namespaces. */
  constructor(
    readonly api: ClusterApi,
    namespace?: string,
  ) {
    this.#path = namespace === undefined ? '/api/v1/events' : `/api/v1/namespaces/${namespace}/events`;
  }

  /** What is new since the last question; the first one only finds out where that is. @throws as `ClusterApi.get`. */
  async next(signal: AbortSignal): Promise<KubeEvent[]> {
    if (this.#version === undefined) {
      this.#version = (await this.#list('?limit=1', signal)).version;
      return [];
    }
    try {
      return await this.#watch(this.#version, signal);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== GONE) throw error;
      // The server has forgotten what was new since: everything it holds is reported; repeats are dropped elsewhere.
      const {version, items} = await this.#list('', signal);
      this.#version = version;
      return items;
    }
  }

  async #list(query: string, signal: AbortSignal): Promise<{version: string; items: KubeEvent[]}> {
    const {metadata, items} = await this.api.get(this.#path + query, List, signal);
    return {version: metadata.resourceVersion, items};
  }

  async #watch(version: string, signal: AbortSignal): Promise<KubeEvent[]> {
    const query = `?watch=true&allowWatchBookmarks=true&timeoutSeconds=${HOLD_SECONDS}&resourceVersion=${version}`;
    const lines = (await this.api.text(this.#path + query, signal)).split('\n').filter(Boolean);
    return lines.flatMap(line => {
      const {type, object} = parseAs(Change, JSON.parse(line), WATCHED);
      if (type === 'ERROR') throw new ApiError(String(object.message ?? 'the watch failed'), Number(object.code));
      const {resourceVersion} = (object.metadata ?? {}) as {resourceVersion?: string};
      this.#version = resourceVersion ?? this.#version;
      return type === 'ADDED' || type === 'MODIFIED' ? [parseAs(KubeEvent, object, WATCHED)] : [];
    });
  }
}

/** When it happened last, as exactly as the Event says. */
export const timeOfEvent = ({eventTime, lastTimestamp, firstTimestamp, metadata}: KubeEvent): string | undefined =>
  lastTimestamp ?? eventTime ?? firstTimestamp ?? metadata.creationTimestamp ?? undefined;

/** One state of an Event: it is reported again when it happened again. */
export const keyOfEvent = ({metadata, count}: KubeEvent): string =>
  `${metadata.uid ?? `${metadata.namespace}/${metadata.name}`} ${count ?? metadata.resourceVersion ?? ''}`;
