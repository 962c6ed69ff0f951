// From the command line to the end of --help, beside a Node that does nothing: `node bench/start-up.js [--rounds 15]`.
import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {bestOf, ms, option, ROOT, say} from './lib.js';

const run = (...argv) => {
  const {status} = spawnSync(process.execPath, argv, {stdio: 'ignore'});
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}`);
};
const bin = join(ROOT, 'src/bin.js');
const best = bestOf(option('rounds', 15), {
  node: () => run('-e', ''),
  help: () => run(bin, '--help'),
  list: () => run(bin, 'list'),
  lint: () => run(bin, 'lint'),
});
for (const name of ['help', 'list', 'lint']) {
  say(`${name}: ${ms(best[name])}, ${(best[name] / best.node).toFixed(1)} × bare node (${ms(best.node)})`);
}
