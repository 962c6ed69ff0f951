import {once} from 'node:events';
import {cpSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import type {RequestListener} from 'node:http';
import {createServer} from 'node:https';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import {tempDir} from './temp.js';

/** One request as an API server got it. */
export interface AskedOf {
  method: string;
  path: string;
  authorization: string | undefined;
  headers: string[];
}

/** An API server over TLS that answers GET /version, refuses the rest, and knows nobody where a drill asks whether it is ready. */
export async function versionServer(status = 200) {
  const asked: AskedOf[] = [];
  const answer: RequestListener = (request, response) => {
    const {method = '', url: path = '', headers, rawHeaders} = request;
    asked.push({method, path, authorization: headers.authorization, headers: rawHeaders});
    const isVersion = path === '/version' && status === 200;
    const code = isVersion ? 200 : path === '/version' ? status : path === '/readyz' ? 401 : 403;
    const body = isVersion
      ? {major: '1', minor: '34', gitVersion: 'v1.34.4', platform: 'linux/amd64'}
      : {kind: 'Status', apiVersion: 'v1', status: 'Failure', message: 'forbidden', reason: 'Forbidden', code};
    response.writeHead(code, {'Content-Type': 'application/json'}).end(JSON.stringify(body));
  };
  const pem = (name: string) => readFileSync(`test/fixtures/tls/${name}`);
  const server = createServer({cert: pem('server.pem'), key: pem('server.key')}, answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {port: (server.address() as AddressInfo).port, asked};
}

/** The files of a case in a folder of the test's own, with other ports than those that it names. */
export function caseFolder(name: string, ports: Readonly<Record<string, number>>): (file: string) => string {
  const dir = tempDir();
  cpSync(`test/fixtures/cases/${name}`, dir, {recursive: true});
  for (const file of readdirSync(dir).filter(f => f.endsWith('.yaml'))) {
    const text = readFileSync(join(dir, file), 'utf8');
    const moved = Object.entries(ports).reduce((t, [from, to]) => t.replaceAll(from, String(to)), text);
    writeFileSync(join(dir, file), moved);
  }
  return file => join(dir, file);
}
