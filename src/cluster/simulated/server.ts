import {createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse} from 'node:http';
import {createServer as createTlsServer} from 'node:https';
import {type AddressInfo, isIPv6} from 'node:net';
import type {Duplex} from 'node:stream';
import type {AuditPolicy} from '../../audit/policy-schema.js';
import {requestInfo} from '../../kube/request-info.js';
import type {Clock} from '../../lib/clock.js';
import type {KeyedCertificate} from '../../lib/net/certificates.js';
import {ADMIN, Tokens} from './access/identity.js';
import {impersonationOf} from './access/impersonation.js';
import {Rbac} from './access/rbac.js';
import {certificateOf, newAuthority} from './access/tls.js';
import {Ownership} from './apply/owners.js';
import {AuditLog} from './audit.js';
import {bootstrap} from './bootstrap/bootstrap.js';
import {runControllers} from './controllers/controllers.js';
import {streamWatch} from './handlers/watch.js';
import {ContainerLogs} from './node/logs.js';
import {openStream} from './node/streams.js';
import {type Arrival, auditIdOf, Pipeline} from './pipeline.js';
import {Ranges} from './ranges.js';
import {type Status, StatusError} from './status.js';
import {Store} from './store.js';

/** What a simulated API server is started with. */
export interface ServerOptions {
  policy: AuditPolicy;
  auditLog: string;
  clock: Clock;
  /** The version it says it is, such as `v1.34.4`. */
  version: string;
  /** Whether it speaks TLS, without which there are no client certificates; default: plain HTTP. */
  tls?: boolean;
  /** Whether there is a node, on which pods become Running; default: there is. */
  node?: boolean;
  /** The address that it listens at, and the one by which it is known; default: loopback. */
  listen?: {at: string; as: string};
}

/** A running simulated API server. */
export interface SimulatedServer {
  /** Its base URL. */
  url: string;
  /** A bearer token of the cluster's administrator. */
  adminToken: string;
  /** The administrator's client certificate, where it speaks TLS. */
  admin?: KeyedCertificate;
  /** The certificate of its authority, PEM. */
  ca: string;
  close(): Promise<void>;
}

const LOOPBACK = {at: '127.0.0.1', as: '127.0.0.1'};
const LARGEST_BODY = 3 * 1024 * 1024;
const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/**
 * Starts an API server in this process, on a free port. It authenticates, authorises, admits, stores and
 * audits as the real one does, for the requests that scenarios and preflight make; anything else is answered 501.
 */
export async function startServer(options: ServerOptions): Promise<SimulatedServer> {
  const {policy, auditLog, clock, version, tls = false, node = true, listen: where = LOOPBACK} = options;
  const host = isIPv6(where.as) ? `[${where.as}]` : where.as;
  const store = new Store();
  const authority = await newAuthority(clock);
  bootstrap(store, {clock, version, node, ca: authority.certificate});
  const rbac = new Rbac(store);
  const tokens = new Tokens(
    clock,
    ({resource, namespace, name}) => store.get({group: '', resource, namespace}, name)?.metadata.uid,
  );
  const address = () => `${host}:${(server.address() as AddressInfo | null)?.port}`;
  const audit = new AuditLog(auditLog, policy, clock);
  const logs = new ContainerLogs(store, clock);
  const own = {ranges: new Ranges(), owners: new Ownership(store)};
  const pipeline = new Pipeline({store, rbac, tokens, audit, logs, clock, version, address, ...own});
  const stopping = new AbortController();
  runControllers({store, pipeline, clock, authority, node}, stopping.signal);

  const listener: RequestListener = (request, response) => {
    serve(request, response).catch(error => {
      console.error(error);
      response.destroy(error as Error);
    });
  };
  const server = tls ? createTlsServer(await authority.serve(where.as), listener) : createServer(listener);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const arrival = arrivalOf(request, '');
    try {
      openStream(pipeline, pipeline.open(arrival, auditIdOf(arrival)), {request, socket, head});
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      refuseUpgrade(socket, error.status);
    }
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const arrival = arrivalOf(request, await textOf(request));
    if (requestInfo(arrival.method, arrival.uri).verb === 'watch') return serveWatch(arrival, response);
    const {code, body, auditId, warnings, contentType, held} = pipeline.handle(arrival);
    const isText = typeof body === 'string';
    response.writeHead(code, {
      'Content-Type': contentType ?? (isText ? 'text/plain' : 'application/json'),
      'Audit-Id': auditId,
      ...(warnings.length && {Warning: warnings.map(text => `299 - ${JSON.stringify(text)}`)}),
    });
    const text = isText ? body : JSON.stringify(body);
    if (!held) response.end(text);
    else {
      response.write(text);
      stopping.signal.addEventListener('abort', () => response.end(), {once: true});
    }
  }

  async function serveWatch(arrival: Arrival, response: ServerResponse): Promise<void> {
    const auditId = auditIdOf(arrival);
    response.setHeader('Audit-Id', auditId);
    response.setHeader('Content-Type', 'application/json');
    const watched = {query: new URL(arrival.uri, 'http://api').searchParams, accept: arrival.headers.accept};
    try {
      const opened = pipeline.open(arrival, auditId);
      await streamWatch(opened, watched, response, {store, clock, stop: stopping.signal}).catch(error => {
        throw error instanceof StatusError ? pipeline.refuse(opened.record, opened.info, error) : error;
      });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      response.writeHead(error.status.code).end(JSON.stringify(error.status));
    }
  }

  const port = await listen(server, where.at);
  return {
    url: `${tls ? 'https' : 'http'}://${host}:${port}`,
    ca: authority.certificate,
    adminToken: tokens.issueFor(ADMIN),
    ...(tls && {admin: await authority.issue({commonName: ADMIN.username, organizations: ['kubeadm:cluster-admins']})}),
    close: async () => {
      stopping.abort();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
      audit.close();
    },
  };
}

async function listen(server: Server, at: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, at, resolve);
  });
  return (server.address() as AddressInfo).port;
}

function arrivalOf(request: IncomingMessage, body: string): Arrival {
  const {headers, method = 'GET', url = '/'} = request;
  const auditId = headers['audit-id'];
  return {
    method,
    uri: url,
    headers: {
      auditId: Array.isArray(auditId) ? auditId[0] : auditId,
      userAgent: headers['user-agent'],
      contentType: headers['content-type'],
      accept: headers.accept,
      impersonation: impersonationOf(request.headersDistinct),
    },
    credentials: {authorization: headers.authorization, certificate: certificateOf(request)},
    sourceIPs: [request.socket.remoteAddress ?? '127.0.0.1'],
    body,
  };
}

/** The body as text. What is protobuf becomes the JSON of it; what cannot be read stays, and is refused by who reads it. */
async function textOf(request: IncomingMessage): Promise<string> {
  const body = await bodyOf(request);
  if (!request.headers['content-type']?.startsWith(PROTOBUF)) return body.toString('utf8');
  const {jsonOfProtobuf} = await import('./protobuf/body.js');
  return jsonOfProtobuf(body) ?? body.toString('utf8');
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new Error('the request body is larger than 3 MB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function refuseUpgrade(socket: Duplex, status: Status & {code: number}): void {
  const body = JSON.stringify(status);
  const head = `HTTP/1.1 ${status.code} ${status.reason}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`;
  socket.end(head + body);
}
