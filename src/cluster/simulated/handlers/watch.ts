import type {ServerResponse} from 'node:http';
import type {Clock} from '../../../lib/clock.js';
import {groupVersion, servedResource} from '../kinds.js';
import type {KubeObject} from '../objects.js';
import type {Opened} from '../pipeline.js';
import {expired, noSuchPath, type Status} from '../status.js';
import type {Change, Store} from '../store.js';
import {type Included, tableOf} from '../tables/tables.js';
import {formOf, includedIn} from './represent.js';
import {selectorOf} from './selectors.js';

const LONGEST_SECONDS = 30 * 60;
/** On the bookmark that ends what was there when a watch began. */
const INITIAL_END = 'k8s.io/initial-events-end';

type EventType = Change['type'] | 'BOOKMARK' | 'ERROR';
/** One line of a watch. */
interface Event {
  type: EventType;
  object: KubeObject | Status;
}

/** What a watch is asked for. */
export interface Watched {
  query: URLSearchParams;
  accept?: string | undefined;
}

/**
 * Streams the changes of a collection until the client leaves, its timeout has passed, or the server stops.
 *
 * @throws StatusError for what cannot be watched, before anything was sent
 */
export async function streamWatch(
  {record, info}: Opened,
  {query, accept}: Watched,
  response: ServerResponse,
  {store, clock, stop}: {store: Store; clock: Clock; stop: AbortSignal},
): Promise<void> {
  const {apiGroup: group = '', apiVersion = '', resource = '', namespace} = info;
  const served = servedResource(group, apiVersion, resource);
  if (!served) throw noSuchPath();
  const selects = selectorOf(query, resource);
  const concerns = (object: KubeObject) =>
    (namespace === undefined || resource === 'namespaces' || object.metadata.namespace === namespace) &&
    selects(object);
  const shown = formOf(accept) === 'Table' ? asTables(resource, includedIn(query), clock) : (event: Event) => event;
  const send = (event: Event) => response.write(`${JSON.stringify(shown(event))}\n`);

  record.stage('ResponseStarted', 200);
  response.writeHead(200);
  response.flushHeaders();
  const tell = (change: Change) => {
    const event = change.group === group && change.resource === resource ? eventOf(change, concerns) : undefined;
    if (event) send(event);
  };
  const from = Number(query.get('resourceVersion') ?? 0);
  const wantsInitial = query.get('sendInitialEvents') === 'true';
  if (!from || wantsInitial)
    for (const object of store.list({group, resource, namespace}).filter(concerns)) send({type: 'ADDED', object});
  if (wantsInitial) {
    const metadata = {resourceVersion: store.version, annotations: {[INITIAL_END]: 'true'}};
    const {kind} = served;
    send({type: 'BOOKMARK', object: {kind, apiVersion: groupVersion(group, apiVersion), metadata}});
  }
  const missed = from && !wantsInitial ? store.since(from) : [];
  if (!missed) {
    send({type: 'ERROR', object: expired(from).status});
    response.end();
    record.stage('ResponseComplete', 200);
    return;
  }
  for (const change of missed) tell(change);
  const off = store.onChange(tell);
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const seconds = Number(query.get('timeoutSeconds')) || LONGEST_SECONDS;
  await clock.sleep(seconds * 1000, AbortSignal.any([gone.signal, stop])).catch(() => {
    // The stream is over, whichever side ends it first.
  });
  off();
  response.end();
  record.stage('ResponseComplete', 200);
}

/**
 * What a change is to somebody who sees a selection: what comes into it is added, and what leaves it is deleted, as it was
 * when it was last in it.
 */
function eventOf({type, object, before}: Change, concerns: (object: KubeObject) => boolean): Event | undefined {
  if (type !== 'MODIFIED' || !before) return concerns(object) ? {type, object} : undefined;
  const [was, is] = [concerns(before), concerns(object)];
  if (is) return {type: was ? 'MODIFIED' : 'ADDED', object};
  const {resourceVersion} = object.metadata;
  const last = {...before, metadata: {...before.metadata, ...(resourceVersion !== undefined && {resourceVersion})}};
  return was ? {type: 'DELETED', object: last} : undefined;
}

/** Shows each object as a table of one row; the columns stand in the first of them alone. */
function asTables(resource: string, included: Included, clock: Clock): (event: Event) => unknown {
  let isFirst = true;
  return ({type, object}) => {
    if (type === 'ERROR') return {type, object};
    const {resourceVersion} = object.metadata as KubeObject['metadata'];
    const table = tableOf(resource, [object as KubeObject], {included, at: clock.wall(), metadata: {resourceVersion}});
    const columns = isFirst ? {} : {columnDefinitions: null};
    isFirst = false;
    return {type, object: {...table, ...columns}};
  };
}
