// Runs before `npm start` and `npm test`, on whatever Node is there: installs and builds when that is needed. It has no
// dependencies, because it is what brings them.
import {spawnSync} from 'node:child_process';
import {existsSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {delimiter, join, resolve} from 'node:path';

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const bin = join(root, 'node_modules', '.bin');
/** Holds the lock file that was installed last: a change of it means that the install is stale. */
const INSTALLED = join(root, 'node_modules', '.kubedrill-lock.json');

const newest = folder =>
  Math.max(...readdirSync(folder, {recursive: true}).map(name => statSync(join(folder, String(name))).mtimeMs));

/** Does one thing, says what it is and about how long that takes before, and how long it took behind. */
function run(what, hint, command, args) {
  process.stderr.write(`kubedrill: ${what} (${hint}) …\n`);
  const begin = Date.now();
  const env = {...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`};
  const {status, error, stdout, stderr} = spawnSync(command, args, {cwd: root, env, encoding: 'utf8'});
  const seconds = Math.max(1, Math.round((Date.now() - begin) / 1000));
  if (status === 0) {
    process.stderr.write(`kubedrill: ${what} took ${seconds} s\n`);
    return;
  }
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}${error ? `${error.message}\n` : ''}kubedrill: ${what} failed\n`);
  process.exit(3);
}

function installIsStale() {
  if (!existsSync(INSTALLED) || !existsSync(join(bin, 'tsc'))) return true;
  return readFileSync(INSTALLED, 'utf8') !== readFileSync(join(root, 'package-lock.json'), 'utf8');
}

function buildIsStale() {
  const built = join(root, 'dist', 'cli', 'main.js');
  return !existsSync(built) || newest(join(root, 'src')) > newest(join(root, 'dist'));
}

if (installIsStale()) {
  run('installing its packages into node_modules', 'a minute or two; only when they change', 'npm', [
    'ci',
    '--no-audit',
    '--no-fund',
  ]);
  writeFileSync(INSTALLED, readFileSync(join(root, 'package-lock.json'), 'utf8'));
}
if (buildIsStale())
  run('building src into dist', 'about ten seconds; only when it changes', 'node', [join(root, 'scripts', 'build.js')]);
