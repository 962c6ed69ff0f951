import {createHash} from 'node:crypto';
import type {IncomingMessage} from 'node:http';
import type {Duplex} from 'node:stream';
import {WebSocketServer} from 'ws';
import {dictionary} from '../../../lib/json/dictionary.js';
import {admit} from '../admission/admit.js';
import {isMap, type KubeObject} from '../objects.js';
import type {Opened, Pipeline} from '../pipeline.js';
import {badRequest, notFound, notSimulated, StatusError} from '../status.js';
import {type Ended, run} from './commands.js';
import {checkContainer} from './container.js';

const CHANNELS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
const CHANNEL = {stdout: 1, status: 3} as const;
const STREAMS = ['exec', 'attach', 'portforward'];
/** Of RFC 6455: what a server adds to the key of a handshake. */
const WEBSOCKET_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

const sockets = new WebSocketServer({
  noServer: true,
  handleProtocols: offered => CHANNELS.find(protocol => offered.has(protocol)) ?? false,
});

/** What was asked for by an upgrade. */
export interface Upgrade {
  request: IncomingMessage;
  socket: Duplex;
  head: Buffer;
}

/**
 * Opens a stream into a pod. Over WebSocket a command is answered with a canned text; attach, forwarded ports and SPDY
 * are opened and stay silent until the client goes.
 *
 * @throws StatusError for everything that is refused, which is in the audit log by then.
 */
export function openStream(pipeline: Pipeline, opened: Opened, upgrade: Upgrade): void {
  const {record, info, call} = opened;
  const {subresource = '', verb} = info;
  const query = new URL(upgrade.request.url ?? '', 'http://api').searchParams;
  let pod: KubeObject;
  try {
    pod = podOf(pipeline, opened, query);
    admit(pipeline.parts, {
      call: call(),
      operation: 'CONNECT',
      before: undefined,
      after: optionsOf(subresource, query),
    });
    checkStream(pod, subresource, query);
  } catch (error) {
    throw error instanceof StatusError ? pipeline.refuse(record, info, error) : error;
  }
  record.stage('ResponseStarted', 101);
  upgrade.socket.on('close', () => record.stage('ResponseComplete', 101));
  if (verb === 'create') openSpdy(upgrade);
  else if (subresource === 'portforward') openTunnelled(upgrade);
  else openChannels(upgrade, subresource === 'exec' ? run(pipeline.parts, pod, query.getAll('command')) : undefined);
}

/** A command's output and end; a stream without a command says nothing. */
function openChannels(upgrade: Upgrade, ended: Ended | undefined): void {
  sockets.handleUpgrade(upgrade.request, upgrade.socket, upgrade.head, socket => {
    if (!ended) return;
    socket.send(frame(CHANNEL.stdout, ended.output));
    socket.send(frame(CHANNEL.status, JSON.stringify({metadata: {}, ...statusOf(ended)})));
    socket.close(1000);
  });
}

/** How the API server says that a command ended, as kubectl reads it. */
const statusOf = ({exitCode}: Ended): object =>
  exitCode === 0
    ? {status: 'Success'}
    : {
        ...{status: 'Failure', reason: 'NonZeroExitCode'},
        message: `command terminated with non-zero exit code: exit status ${exitCode}`,
        details: {causes: [{reason: 'ExitCode', message: String(exitCode)}]},
      };

function podOf({parts}: Pipeline, {info}: Opened, query: URLSearchParams): KubeObject {
  const {resource = '', subresource = '', namespace, name = ''} = info;
  if (resource !== 'pods' || !STREAMS.includes(subresource)) {
    throw notSimulated(`an upgrade of ${resource}/${subresource}`);
  }
  if (query.get('dryRun')) throw badRequest('the dryRun parameter is not allowed for a stream');
  const pod = parts.store.get({group: '', resource: 'pods', namespace}, name);
  if (!pod) throw notFound({group: '', resource: 'pods', name});
  return pod;
}

const KINDS: Record<string, string> = dictionary({
  exec: 'PodExecOptions',
  attach: 'PodAttachOptions',
  portforward: 'PodPortForwardOptions',
});

/** What admission sees of a stream: the query as an object. */
const optionsOf = (subresource: string, query: URLSearchParams): KubeObject => ({
  kind: KINDS[subresource] ?? '',
  apiVersion: 'v1',
  metadata: {},
  ...Object.fromEntries([...query.keys()].map(key => [key, key === 'command' ? query.getAll(key) : query.get(key)])),
});

function checkStream(pod: KubeObject, subresource: string, query: URLSearchParams): void {
  const {name} = pod.metadata;
  const spec = isMap(pod.spec) ? pod.spec : {};
  if (subresource !== 'portforward') checkContainer(pod, query.get('container'));
  if (!spec.nodeName) throw badRequest(`pod ${name} does not have a host assigned`);
}

/** What goes through SPDY is never asked for by the client of drills, so nothing of it is spoken here. */
function openSpdy({request, socket}: Upgrade): void {
  const offered = String(request.headers['x-stream-protocol-version'] ?? '').split(/,\s*/)[0];
  hold(socket, ['Upgrade: SPDY/3.1', ...(offered ? [`X-Stream-Protocol-Version: ${offered}`] : [])]);
}

function openTunnelled({request, socket}: Upgrade): void {
  const key = `${request.headers['sec-websocket-key']}${WEBSOCKET_GUID}`;
  const accept = createHash('sha1').update(key).digest('base64');
  const protocol = String(request.headers['sec-websocket-protocol'] ?? '').split(/,\s*/)[0];
  hold(socket, ['Upgrade: websocket', `Sec-WebSocket-Accept: ${accept}`, `Sec-WebSocket-Protocol: ${protocol}`]);
}

function hold(socket: Duplex, headers: readonly string[]): void {
  socket.on('error', () => {}); // a cut is an end like any other: 'close' follows
  socket.on('end', () => socket.end());
  socket.resume();
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n${headers.join('\r\n')}\r\n\r\n`);
}

const frame = (channel: number, text: string): Buffer => Buffer.concat([Buffer.from([channel]), Buffer.from(text)]);
