// Every benchmark, one after the other, with short settings: `npm run bench`. One alone, with its own flags:
// `npm run bench -- false-alarms --clusters 80`.
import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {machine, ROOT, say} from './lib.js';

const BENCHES = [
  ['rules.js', '--rounds', '15'],
  ['million.js', '--events', '100000'],
  ['peer.js', '--rounds', '5'],
  ['rules-log.js', '--mb', '60', '--rounds', '1'],
  ['start-up.js', '--rounds', '5'],
  ['drill.js', '--rounds', '1'],
  ['feed.js', '--lines', '150'],
  ['console.js', '--seconds', '5'],
  ['reports.js', '--rounds', '3'],
  ['live.js', '--people', '100', '--seconds', '5'],
  ['history.js', '--clusters', '10', '--nights', '60'],
  ['fleet.js', '--clusters', '12'],
  ['false-alarms.js', '--clusters', '40'],
];

const [name, ...own] = process.argv.slice(2);
const chosen = name === undefined ? BENCHES : [[`${name}.js`, ...own]];
if (name !== undefined && !existsSync(join(ROOT, 'bench', `${name}.js`))) {
  console.error(`there is no bench/${name}.js: name one of ${BENCHES.map(([file]) => file.slice(0, -3)).join(', ')}`);
  process.exit(2);
}

say(machine());
for (const [file, ...argv] of chosen) {
  say(`\n== ${file}`);
  const flags = file === 'million.js' ? ['--expose-gc'] : [];
  const {status} = spawnSync(process.execPath, [...flags, join(ROOT, 'bench', file), ...argv], {stdio: 'inherit'});
  if (status !== 0) process.exitCode = 1;
}
