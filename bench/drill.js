// The wall time of a drill on the simulated cluster: `node bench/drill.js [--rounds 3]`.
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {bestOf, option, ROOT, say} from './lib.js';

const dir = mkdtempSync(join(tmpdir(), 'kubedrill-bench-'));
const drill = (...argv) => {
  const {status, stderr} = spawnSync(
    process.execPath,
    [join(ROOT, 'src/bin.js'), 'run', '--cluster', 'simulated', '--out', dir, '--quiet', ...argv],
    {encoding: 'utf8'},
  );
  if (status !== 0) say(`ended with ${status}: ${stderr.split('\n')[0]}`);
};
try {
  const best = bestOf(option('rounds', 3), {core: () => drill(), all: () => drill('--all')});
  say(`the core drill: ${(best.core / 1000).toFixed(1)} s; every scenario: ${(best.all / 1000).toFixed(1)} s`);
} finally {
  rmSync(dir, {recursive: true});
}
