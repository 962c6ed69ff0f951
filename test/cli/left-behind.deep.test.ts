import {chmodSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {BARE, start} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

/** kind and an engine that answer, begin a cluster, and can neither finish nor remove it. */
function brokenEngine(): string {
  const dir = tempDir();
  const tool = (name: string, script: string) => {
    writeFileSync(join(dir, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(dir, name), 0o755);
  };
  tool('kind', 'case "$1" in version) echo kind v0.33.0;; *) echo "ERROR: failed: $1 $2" >&2; exit 1;; esac');
  tool(
    'docker',
    'case "$1" in version) echo 26.1;; ps) echo c0ffee;; *) echo "Error response from daemon: $1" >&2; exit 1;; esac',
  );
  return dir;
}

describe('a cluster that can be neither made nor removed', () => {
  test('is left behind: in the result, the report, and the journal, which cleanup goes on with', async () => {
    const cwd = tempDir();
    const env = {...BARE, PATH: `${brokenEngine()}:/usr/bin:/bin`};
    const done = await start(['run', '--cluster', 'kind', '--json'], {cwd, env}).done;
    expect(done.code).toBe(3);
    expect(done.stderr).toMatch(/kind failed/);
    expect(done.stderr).toMatch(/left behind: kind cluster kubedrill-\w+ \(.*Error response from daemon/);
    const [run = ''] = readdirSync(join(cwd, 'runs'));
    const read = (file: string) => readFileSync(join(cwd, 'runs', run, file), 'utf8');
    expect(read('result.json')).toMatch(/"left": \[\s*"kind cluster kubedrill-/);
    expect(read('report.md')).toMatch(/kind cluster kubedrill-/);
    expect(read('events.ndjson')).toMatch(/"cluster":"left behind"/);
    const again = await start(['cleanup'], {cwd, env}).done;
    expect(again.stdout).toMatch(/left behind: kind kubedrill-/);
    expect(again.code).toBe(1);
  });

  test('is left behind by a coverage run, too', async () => {
    const cwd = tempDir();
    const env = {...BARE, PATH: `${brokenEngine()}:/usr/bin:/bin`};
    const done = await start(['coverage', '--cluster', 'kind'], {cwd, env}).done;
    expect(done.code).toBe(3);
    expect(done.stderr).toMatch(/release: failed, kind cluster kubedrill-\w+ \(.*Error response from daemon/);
    const again = await start(['cleanup'], {cwd, env}).done;
    expect(again.stdout).toMatch(/left behind: kind kubedrill-/);
    expect(again.code).toBe(1);
  });
});
