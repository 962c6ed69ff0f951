import {createHmac} from 'node:crypto';
import {mkdirSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {PassThrough} from 'node:stream';
import {afterEach, describe, expect, test} from 'vitest';
import type {Io} from '../../src/cli/io.js';
import {notifyChanges} from '../../src/cli/notify/notify.js';
import {loadHistory} from '../../src/history/config/load.js';
import type {Clock} from '../../src/lib/clock.js';
import {kubedrillIn} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';
import {recordsOf, storeOf} from '../history/kept-nights.js';

interface Got {
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A server on loopback that answers in turn, the last answer for ever. */
async function receiver(...answers: number[]): Promise<{url: string; got: Got[]}> {
  const got: Got[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    got.push({path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString()});
    response.writeHead(answers[got.length - 1] ?? answers.at(-1) ?? 200).end('the path was /hooks/T0KEN');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  open.push(() => new Promise(resolve => server.close(() => resolve())));
  return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/T0KEN?sig=S3CRET`, got};
}

const AT = new Date('2026-02-01T03:00:00Z');
/** Twenty good nights, and one in which a detection is lost. */
const records = recordsOf({
  ...{count: 21, names: ['pod-exec', 'secrets-listed']},
  attempts: (scenario, night) => (scenario === 'pod-exec' && night === 21 ? [{verdict: 'missed'}] : undefined),
});

/** Tells receivers of a night, with pauses that take no time; gives what was said on stderr, and the pauses. */
async function notified(yaml: string, env: NodeJS.ProcessEnv, night = 21): Promise<{said: string; pauses: number[]}> {
  const dir = tempDir();
  const file = join(dir, 'history.yaml');
  writeFileSync(file, yaml);
  writeFileSync(join(dir, 'key'), 'a key of the receiver\n');
  const run = records[night - 1];
  if (!run) throw new Error('no such night');
  const stderr = new PassThrough();
  const chunks: Buffer[] = [];
  stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const pauses: number[] = [];
  const clock: Clock = {now: () => 0, wall: () => AT, sleep: async ms => void pauses.push(ms)};
  const io = {env, stdin: new PassThrough(), stdout: new PassThrough(), stderr} as unknown as Io;
  await notifyChanges({url: await storeOf(records), config: loadHistory(file), file, run}, io, clock);
  await new Promise(setImmediate);
  return {said: Buffer.concat(chunks).toString(), pauses};
}

const slack = `notify: [{name: team channel, template: slack, url: "\${HOOK}"}]\n`;
const json = `notify: [{name: robot, template: json, url: "\${HOOK}", secret: {file: key}}]\n`;

describe('a webhook', () => {
  test('is told what a run changed, once', async () => {
    const {url, got} = await receiver();
    const {said} = await notified(slack, {HOOK: url});
    expect(said).toBe('');
    expect(got).toHaveLength(1);
    expect(got[0]).toMatchObject({path: '/hooks/T0KEN?sig=S3CRET', headers: {'content-type': 'application/json'}});
    expect(got[0]?.body).toContain('pod-exec lost since 2026-01-21');
  });

  test('hears nothing of a night like those before it', async () => {
    const {url, got} = await receiver();
    expect(await notified(slack, {HOOK: url}, 20)).toEqual({said: '', pauses: []});
    expect(got).toEqual([]);
  });

  test('of a program can see that the body is ours, and when it was sent', async () => {
    const {url, got} = await receiver();
    await notified(json, {HOOK: url});
    const {headers, body} = got[0] ?? {headers: {} as Got['headers'], body: ''};
    expect(headers['x-kubedrill-timestamp']).toBe(String(AT.getTime() / 1000));
    const mac = createHmac('sha256', 'a key of the receiver')
      .update(`${AT.getTime() / 1000}.${body}`)
      .digest('hex');
    expect(headers['x-kubedrill-signature']).toBe(`sha256=${mac}`);
    expect(JSON.parse(body)).toMatchObject({
      event: 'findings.changed',
      opened: [{kind: 'lost', scenarios: ['pod-exec']}],
    });
  });

  test('that is busy is asked again, three times in all', async () => {
    const {url, got} = await receiver(503, 429, 200);
    expect(await notified(slack, {HOOK: url})).toEqual({said: '', pauses: [1000, 4000]});
    expect(got).toHaveLength(3);
    const never = await receiver(500);
    const {said} = await notified(slack, {HOOK: never.url});
    expect(never.got).toHaveLength(3);
    expect(said).toBe('kubedrill: team channel could not be notified of a change: it answered 500\n');
  });

  test('that says no is asked once', async () => {
    const {url, got} = await receiver(404);
    const {said, pauses} = await notified(slack, {HOOK: url});
    expect([got.length, pauses]).toEqual([1, []]);
    expect(said).toContain('it answered 404');
  });

  test('that is dead costs the others nothing, and neither its address nor its answer is repeated', async () => {
    const {url, got} = await receiver();
    const both = `notify:\n  - {name: dead, template: teams, url: "\${DEAD}"}\n  - {name: alive, template: slack, url: "\${HOOK}"}\n`;
    const {said} = await notified(both, {HOOK: url, DEAD: 'http://127.0.0.1:9/hooks/T0KEN?sig=S3CRET'});
    expect(got).toHaveLength(1);
    expect(said).toBe('kubedrill: dead could not be notified of a change: connection refused\n');
  });

  test.each([
    [{}, 'the environment variable HOOK is not set'],
    [{HOOK: 'ftp://S3CRET'}, 'its address is not an http or https URL'],
  ])('whose address leads nowhere is told of, without it', async (env, why) => {
    const {said} = await notified(slack, env);
    expect(said).toContain(why);
    expect(said).not.toContain('S3CRET');
  });
});

describe('history.yaml', () => {
  test.each([
    [
      'an address in the file',
      'notify: [{name: a, template: slack, url: "https://hooks.example/T0KEN"}]',
      'secrets do not belong in this file',
    ],
    ['a json receiver without a key', `notify: [{name: a, template: json, url: "\${A}"}]`, 'secret'],
    ['an unknown template', `notify: [{name: a, template: pigeon, url: "\${A}"}]`, 'template'],
  ])('with %s is refused at its place, without what it holds', async (_, text, why) => {
    const file = join(tempDir(), 'history.yaml');
    writeFileSync(file, `${text}\n`);
    const {code, stdout} = await kubedrillIn({}, 'lint', '--history-file', file);
    expect(code).toBe(2);
    expect(stdout).toMatch(/history\.yaml:1:\d+/);
    expect(stdout).toContain(why);
    expect(stdout).not.toContain('T0KEN');
  });
});

test('a run tells what it lost, and a receiver that is dead changes neither verdict nor exit code', async () => {
  const dir = tempDir();
  const none = join(dir, 'none');
  mkdirSync(none);
  writeFileSync(
    join(none, 'none.yaml'),
    'title: Nothing\nid: 6f1e2a3c-0000-4000-8000-000000000001\nlogsource: {product: kubernetes, service: audit}\ndetection: {s: {verb: nothing-of-the-kind}, condition: s}\nlevel: low\n',
  );
  const {url, got} = await receiver();
  const file = join(dir, 'history.yaml');
  writeFileSync(
    file,
    `store: file:${join(dir, 'history.db')}\nnotify:\n  - {name: dead, template: slack, url: "\${DEAD}"}\n  - {name: alive, template: slack, url: "\${HOOK}"}\n`,
  );
  const run = (...flags: string[]) =>
    kubedrillIn(
      {HOOK: url, DEAD: 'http://127.0.0.1:9/'},
      ...[
        'run',
        'secrets-listed',
        '--cluster',
        'simulated',
        '--quiet',
        '--out',
        join(dir, 'runs'),
        '--history',
        '--history-file',
        file,
      ],
      ...flags,
    );
  expect((await run()).code).toBe(0);
  expect(got).toEqual([]);
  const lost = await run('--rules', none, '--sla', '200ms', '--grace', '100ms');
  expect(lost.code).toBe(1);
  expect(got).toHaveLength(1);
  expect(got[0]?.body).toContain('secrets-listed lost');
  expect(lost.stderr).toContain('dead could not be notified of a change');
});
