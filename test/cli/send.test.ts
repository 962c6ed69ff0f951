import {createServer, type IncomingMessage} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import {packaged} from '../../src/lib/paths.js';
import {kubedrill, kubedrillIn} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

interface Got {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A server on loopback that keeps what it is sent. */
async function receiver(answer: {status?: number; body?: string} = {}): Promise<{url: string; got: Got[]}> {
  const got: Got[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const {method = '', url: path = '', headers} = request;
    got.push({method, path, headers, body: Buffer.concat(chunks).toString()});
    response.writeHead(answer.status ?? 200, {'Content-Type': 'application/json'}).end(answer.body ?? '');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  open.push(() => new Promise(resolve => server.close(() => resolve())));
  return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, got};
}

const MIXED = join(packaged('test'), 'fixtures', 'runs', 'mixed', 'events.ndjson');
const again = (env: NodeJS.ProcessEnv, ...flags: string[]) =>
  kubedrillIn(env, 'report', MIXED, '--format', 'prometheus', ...flags);

describe('--push', () => {
  test('puts the metrics of a run into the group of its cluster and drill', async () => {
    const {url, got} = await receiver({status: 202});
    const {code, stdout, stderr} = await again({}, '--push', url);
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    expect(got).toHaveLength(1);
    expect(got[0]).toMatchObject({method: 'PUT', path: '/metrics/job/kubedrill/cluster/kind/drill/core', body: stdout});
    expect(got[0]?.headers['content-type']).toContain('text/plain');
    expect(stdout).toMatch(/^kubedrill_run_timestamp_seconds\{.*\} 1\d{9}/m);
  });

  test('shows the headers of the environment to the receiver, and to nobody else', async () => {
    const {url, got} = await receiver({status: 401, body: 'who is Basic c2VjcmV0?'});
    const {code, stdout, stderr} = await again(
      {KUBEDRILL_PUSH_HEADERS: 'Authorization=Basic%20c2VjcmV0'},
      '--push',
      url,
    );
    expect(got[0]?.headers.authorization).toBe('Basic c2VjcmV0');
    expect(code).toBe(3);
    expect(stderr).toContain('kubedrill: the metrics could not be pushed: ');
    expect(stdout + stderr).not.toContain('c2VjcmV0');
  });

  test('of a run tells a receiver that is down, and leaves the exit code to the gates', async () => {
    const out = tempDir();
    const {code, stderr} = await kubedrill(
      ...['run', 'secrets-listed', '--cluster', 'simulated', '--quiet', '--out', out],
      ...['--push', 'http://127.0.0.1:9', '--otlp', 'http://127.0.0.1:9'],
    );
    expect(code).toBe(0);
    expect(stderr).toMatch(/the metrics could not be pushed: http:\/\/127\.0\.0\.1:9 cannot be asked/);
    expect(stderr).toMatch(/not all could be sent by OTLP: http:\/\/127\.0\.0\.1:9 cannot be asked/);
  });

  test.each([
    ['no address', ['--push', 'pushgateway:9091'], {}],
    ['a password in it', ['--push', 'http://me:hunter2@127.0.0.1:9'], {}],
    ['no headers', ['--push', 'http://127.0.0.1:9'], {KUBEDRILL_PUSH_HEADERS: 'hunter2'}],
    ['headers with a line end', ['--otlp', 'http://127.0.0.1:9'], {OTEL_EXPORTER_OTLP_HEADERS: 'A=b%0Ahunter2'}],
  ])('with %s is refused before anything runs, and nothing of it is repeated', async (_, flags, env) => {
    const out = tempDir();
    const {code, stdout, stderr} = await kubedrillIn(
      env,
      'run',
      '--cluster',
      'simulated',
      '--out',
      join(out, 'runs'),
      ...flags,
    );
    expect(code).toBe(2);
    expect(stdout + stderr).not.toContain('hunter2');
  });
});

describe('--otlp', () => {
  test('sends trace and metrics, in the trace of the pipeline', async () => {
    const {url, got} = await receiver({body: '{}'});
    const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const env = {
      TRACEPARENT,
      GITHUB_RUN_ID: '4711',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-team=blue,authorization=Bearer%20abc',
    };
    expect((await again(env, '--otlp', url)).code).toBe(0);
    expect(got.map(({method, path}) => `${method} ${path}`)).toEqual(['POST /v1/traces', 'POST /v1/metrics']);
    expect(got[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-team': 'blue',
      authorization: 'Bearer abc',
    });
    const [{scopeSpans}] = JSON.parse(got[0]?.body ?? '').resourceSpans;
    expect(scopeSpans[0].spans[0]).toMatchObject({
      traceId: TRACEPARENT.slice(3, 35),
      parentSpanId: TRACEPARENT.slice(36, 52),
    });
    expect(got[0]?.body).toContain('4711');
    expect(JSON.parse(got[1]?.body ?? '').resourceMetrics).toHaveLength(1);
  });

  test('without an address takes that of the environment', async () => {
    const {url, got} = await receiver({body: '{}'});
    await again({OTEL_EXPORTER_OTLP_ENDPOINT: `${url}/`}, '--otlp');
    expect(got.map(({path}) => path)).toEqual(['/v1/traces', '/v1/metrics']);
  });

  test('tells what a collector did not take, though it answers 200', async () => {
    const {url, got} = await receiver({body: '{"partialSuccess":{"rejectedSpans":"3","errorMessage":"too old"}}'});
    const {code, stderr} = await again({}, '--otlp', url);
    expect([code, got.map(({path}) => path)]).toEqual([3, ['/v1/traces', '/v1/metrics']]);
    expect(stderr).toContain('not all could be sent by OTLP: /v1/traces did not take 3: too old');
  });
});
