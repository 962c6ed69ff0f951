import type {IncomingMessage} from 'node:http';
import type {Duplex} from 'node:stream';
import {WebSocketServer} from 'ws';
import {isMap} from './objects.js';
import type {Opened, Pipeline} from './pipeline.js';
import {badRequest, notFound, notSimulated, type StatusError} from './status.js';
import type {Store} from './store.js';

const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
const CHANNEL = {stdout: 1, status: 3} as const;

/** What the commands of scenarios print here. Nothing is run: the answer says so. */
const ANSWERS: Record<string, string> = {id: 'uid=0(root) gid=0(root) groups=0(root)\n'};
const canned = (command: string): string => `${ANSWERS[command] ?? ''}simulated: no command was run\n`;

const sockets = new WebSocketServer({
  noServer: true,
  handleProtocols: offered => PROTOCOLS.find(protocol => offered.has(protocol)) ?? false,
});

/** What was asked for by an upgrade. */
export interface Upgrade {
  request: IncomingMessage;
  socket: Duplex;
  head: Buffer;
}

/**
 * Opens `pods/exec` over WebSocket and answers with a canned text.
 *
 * @throws StatusError for everything that is not that, which is in the audit log by then.
 */
export function streamExec(pipeline: Pipeline, store: Store, opened: Opened, upgrade: Upgrade): void {
  const {record, info} = opened;
  const refuse = (error: StatusError): StatusError => pipeline.refuse(record, info, error);
  const {resource = '', subresource, namespace, name = '', verb} = info;
  if (resource !== 'pods' || subresource !== 'exec')
    throw refuse(notSimulated(`an upgrade of ${resource}/${subresource}`));
  if (verb !== 'get') throw refuse(notSimulated('exec over SPDY'));
  const pod = store.get({group: '', resource: 'pods', namespace}, name);
  if (!pod) throw refuse(notFound({group: '', resource: 'pods', name}));
  const query = new URL(upgrade.request.url ?? '', 'http://api').searchParams;
  const container = query.get('container');
  const known = isMap(pod.spec) && Array.isArray(pod.spec.containers) ? pod.spec.containers : [];
  if (container !== null && !known.some(c => isMap(c) && c.name === container)) {
    throw refuse(badRequest(`container ${container} is not valid for pod ${name}`));
  }
  record.stage('ResponseStarted', 101);
  sockets.handleUpgrade(upgrade.request, upgrade.socket, upgrade.head, socket => {
    socket.on('close', () => record.stage('ResponseComplete', 101));
    socket.send(frame(CHANNEL.stdout, canned(query.get('command') ?? '')));
    socket.send(frame(CHANNEL.status, JSON.stringify({metadata: {}, status: 'Success'})));
    socket.close(1000);
  });
}

const frame = (channel: number, text: string): Buffer => Buffer.concat([Buffer.from([channel]), Buffer.from(text)]);
