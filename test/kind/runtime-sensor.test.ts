import {mkdtempSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import type {EventOf} from '../../src/events/events.js';
import {freePort} from '../../src/lib/net/ports.js';
import {start} from '../helpers/cli.js';
import {post} from '../helpers/post.js';
import {tempDir} from '../helpers/temp.js';

const NAME = 'kubedrill-sensor';
const env = process.env;
const home = mkdtempSync(join(tmpdir(), 'kubedrill-kind-'));

beforeAll(async () => {
  const up = await start(['cluster', 'up', '--name', NAME, '--json'], {cwd: home, env}).done;
  expect(up.code, up.stderr).toBe(0);
});
afterAll(async () => {
  expect((await start(['cluster', 'down', '--name', NAME], {cwd: home, env}).done).stdout).toContain('deleted');
});

/** The commands that a run in `folder` has given on nodes so far, from its event log. */
function commandsIn(folder: string): EventOf<'step.sent'>[] {
  const files = readdirSync(folder, {recursive: true}).map(String);
  return files
    .filter(file => file.endsWith('events.ndjson'))
    .flatMap(file => readFileSync(join(folder, file), 'utf8').split('\n').slice(0, -1))
    .map(line => JSON.parse(line) as EventOf<'step.sent'>)
    .filter(event => event.type === 'step.sent' && event.method === 'NODE');
}

/**
 * Stands in for Falco, which is not to be had here: what it posts of a process on the node has the form that
 * `docs/sources/falco.md` describes. The command itself runs on the real node.
 */
const alertOn = (command: string) => ({
  rule: 'Clear Log Activities',
  priority: 'Warning',
  source: 'syscall',
  time: new Date().toISOString(),
  output_fields: {'proc.cmdline': command, 'k8s.ns.name': '<NA>', 'k8s.pod.name': '<NA>', 'user.name': 'root'},
});

test('a log cleared on the node is played where Falco watches system calls, and detected by its alert', async () => {
  const cwd = tempDir();
  const port = await freePort();
  const stack = join(cwd, 'stack.yaml');
  writeFileSync(stack, `title: t\nsources:\n  - {type: falco, syscalls: true, listen: {port: ${port}}}\n`);
  const run = start(['run', 'logs-cleared', '--reuse', NAME, '--stack', stack, '--json'], {cwd, env});
  let ended = false;
  const done = run.done.finally(() => {
    ended = true;
  });
  let sent: EventOf<'step.sent'> | undefined;
  while (!sent && !ended) {
    await new Promise(resolve => setTimeout(resolve, 100));
    sent = commandsIn(cwd)[0];
  }
  if (sent) await post(`http://127.0.0.1:${port}/falco`, alertOn(sent.path));
  const {stdout, stderr, code} = await done;
  const {scenarios, cleanup} = JSON.parse(stdout) as {scenarios: unknown[]; cleanup: {left: string[]}};
  expect(scenarios, stderr).toMatchObject([{id: 'logs-cleared', verdict: 'detected', benign: {state: 'silent'}}]);
  expect(sent?.path).toMatch(/^truncate -s 0 \/var\/log\/pods\/kd-/);
  expect(cleanup.left).toEqual([]);
  expect(code).toBe(0);
});
