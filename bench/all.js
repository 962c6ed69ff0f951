// Every benchmark, one after the other, with short settings: `npm run bench`. Each can be run alone, with longer ones.
import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {machine, ROOT, say} from './lib.js';

const BENCHES = [
  ['rules.js', '--rounds', '15'],
  ['million.js', '--events', '100000'],
  ['peer.js', '--rounds', '5'],
  ['start-up.js', '--rounds', '5'],
  ['drill.js', '--rounds', '1'],
  ['feed.js', '--lines', '150'],
  ['console.js', '--seconds', '5'],
  ['reports.js', '--rounds', '3'],
  ['live.js', '--people', '100', '--seconds', '5'],
];

say(machine());
for (const [file, ...argv] of BENCHES) {
  say(`\n== ${file}`);
  const flags = file === 'million.js' ? ['--expose-gc'] : [];
  const {status} = spawnSync(process.execPath, [...flags, join(ROOT, 'bench', file), ...argv], {stdio: 'inherit'});
  if (status !== 0) process.exitCode = 1;
}
