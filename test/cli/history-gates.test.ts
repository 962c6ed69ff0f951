import {cpSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {judgedBeside} from '../../src/cli/history/judged.js';
import {DEFAULT_RULES} from '../../src/history/judge/settings.js';
import {kubedrill} from '../helpers/cli.js';
import {drillEvents} from '../helpers/events.js';
import {tempDir, tempFile} from '../helpers/temp.js';
import {fileStore, POSTGRES, postgresStore} from '../history/stores.js';

const DRILL = `title: Nightly
description: A test
scenarios: [secrets-listed]
sla: {grace: 500ms}
gates:
  - {name: nothing lost, maxLost: 0}
  - {name: nothing slower, maxSlower: 0}
  - {name: no new noise, maxNewNoise: 0}
`;

test('a store that does not answer when the run ends: nothing is decided, and the reason is told', async () => {
  const store = `file:${tempFile('h.db', 'text '.repeat(1000))}`;
  const judged = await judgedBeside(store, {events: drillEvents({variant: 'all fine'})}, DEFAULT_RULES);
  expect(judged.undecided).toMatch(/^the history cannot be asked: .*h\.db is not a history/);
});

test('gates on the nights before: undecided on the first, held on the second, broken by a loss', {
  timeout: 300_000,
}, async () => {
  const [out, store, rules] = [tempDir(), `file:${join(tempDir(), 'h.db')}`, tempDir()];
  const drill = tempFile('nightly.yaml', DRILL);
  const run = async (...flags: string[]) => {
    const own = ['--drill', drill, '--cluster', 'simulated', '--sla', '4s', '--out', out, ...flags];
    const {code, stdout} = await kubedrill('run', '--json', ...own);
    return {code, gates: JSON.parse(stdout).gates as {held: boolean; detail: string}[]};
  };
  const first = await run('--history', store);
  expect(first.code).toBe(4);
  expect(first.gates[0]).toMatchObject({held: false, detail: expect.stringContaining('there is no baseline')});
  const second = await run('--history', store);
  expect(second.code).toBe(0);
  expect(second.gates[1]).toMatchObject({held: true, detail: expect.stringContaining('learning (2 of 14)')});
  cpSync('rules', rules, {recursive: true});
  rmSync(join(rules, 'secrets-enumerated.yml'));
  const lost = await run('--history', store, '--rules', rules);
  expect(lost.code).toBe(1);
  expect(lost.gates[0]).toMatchObject({held: false, detail: 'lost: secrets-listed'});
  const none = await run();
  expect(none.code).toBe(4);
  expect(none.gates[2]).toMatchObject({held: false, detail: expect.stringContaining('without --history')});
  // The logs say it all: an import finds nothing that the store does not have, but the run that was not kept.
  expect(readdirSync(out)).toHaveLength(4);
  expect((await kubedrill('history', 'import', out, '--history', store)).stdout).toBe('1 new of 4\n');
});

test('a server that is down costs no night: the run says why nothing is decided, and an import catches up', {
  timeout: 300_000,
}, async () => {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address() as {port: number};
  await new Promise(resolve => server.close(resolve));
  const [out, store] = [tempDir(), `postgres://ada:hunter2@127.0.0.1:${port}/drills`];
  const own = ['--cluster', 'simulated', '--sla', '4s', '--out', out, '--history', store];
  const run = ['run', '--drill', tempFile('nightly.yaml', DRILL), ...own];
  const {code, stdout, stderr} = await kubedrill(...run, '--json');
  expect(code).toBe(4);
  expect(stderr).toContain(`ada:…@127.0.0.1:${port}/drills cannot be used: connect ECONNREFUSED`);
  expect(JSON.parse(stdout).gates[0]).toMatchObject({held: false, detail: expect.stringContaining('ECONNREFUSED')});
  const [dir = ''] = readdirSync(out);
  const files = readdirSync(join(out, dir));
  expect(files).toEqual(expect.arrayContaining(['events.ndjson', 'result.json', 'report.html', 'junit.xml']));
  const written = files.filter(name => name.includes('.')).map(name => readFileSync(join(out, dir, name), 'latin1'));
  expect([stdout, stderr, ...written].join('')).not.toContain('hunter2');
  const later = POSTGRES ? postgresStore() : fileStore();
  expect((await kubedrill('history', 'import', out, '--history', later)).stdout).toBe('1 new of 1\n');
  expect((await kubedrill('history', 'list', '--history', later)).stdout).toContain('nightly');
  const text = await kubedrill(...run.filter(word => word !== '--json'), '--quiet');
  expect(text.stderr).toMatch(/next: `kubedrill history import \S+ --history postgres:\/\/ada:…@/);
});
