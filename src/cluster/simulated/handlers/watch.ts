import type {ServerResponse} from 'node:http';
import type {Clock} from '../../../lib/clock.js';
import type {KubeObject} from '../objects.js';
import type {Opened} from '../pipeline.js';
import {expired} from '../status.js';
import type {Change, Store} from '../store.js';
import {selectorOf} from './selectors.js';

const LONGEST_SECONDS = 30 * 60;

/** Streams the changes of a collection until the client leaves, its timeout has passed, or the server stops. */
export async function streamWatch(
  {record, info}: Opened,
  query: URLSearchParams,
  response: ServerResponse,
  {store, clock, stop}: {store: Store; clock: Clock; stop: AbortSignal},
): Promise<void> {
  const {apiGroup: group = '', resource = '', namespace} = info;
  const selects = selectorOf(query, resource);
  const concerns = (object: KubeObject) =>
    (namespace === undefined || resource === 'namespaces' || object.metadata.namespace === namespace) &&
    selects(object);
  const send = (type: Change['type'], object: KubeObject) => response.write(`${JSON.stringify({type, object})}\n`);

  record.stage('ResponseStarted', 200);
  response.writeHead(200);
  response.flushHeaders();
  const tell = (change: Change) => {
    if (change.group === group && change.resource === resource && concerns(change.object))
      send(change.type, change.object);
  };
  const from = Number(query.get('resourceVersion') ?? 0);
  if (!from) for (const object of store.list({group, resource, namespace}).filter(concerns)) send('ADDED', object);
  const missed = from ? store.since(from) : [];
  if (!missed) {
    response.end(`${JSON.stringify({type: 'ERROR', object: expired(from).status})}\n`);
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
