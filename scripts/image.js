// Makes a container image of this checkout without pulling anything: Node as it is installed here, the libraries that it
// needs, and the package as it is published. `--base IMAGE` takes Node from an image of yours instead. Needs Linux for an
// image without a base, and Docker or Podman.
import {execFileSync, spawnSync} from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {parseArgs} from 'node:util';
import pack from '../package.json' with {type: 'json'};

const ROOT = join(import.meta.dirname, '..');
const USAGE = 'node scripts/image.js [--tag NAME:TAG] [--base IMAGE] [--engine docker|podman]';

/** Ends the script; what cannot be built here has the exit code of an environment that is not ready. */
function fail(what, next, code = 3) {
  process.stderr.write(`image: ${what}\n  next: ${next}\n`);
  process.exit(code);
}

function flags() {
  const text = {type: 'string'};
  try {
    return parseArgs({options: {tag: text, base: text, engine: text}}).values;
  } catch (error) {
    return fail(error.message, USAGE, 2);
  }
}

const run = (command, args, options = {}) => execFileSync(command, args, {encoding: 'utf8', ...options});
const answers = command => spawnSync(command, ['version'], {stdio: 'ignore'}).status === 0;

/** The package as npm would publish it: what the image has is what an install brings. */
function unpackPackage(context) {
  const npm = ['pack', '--silent', '--ignore-scripts', '--pack-destination', context];
  const tarball = run('npm', npm, {cwd: ROOT}).trim();
  const app = join(context, 'root', 'app');
  mkdirSync(app, {recursive: true});
  run('tar', ['-xzf', join(context, tarball), '-C', app, '--strip-components=1', '--no-same-owner']);
  rmSync(join(context, tarball));
  copyPeers(app);
  // It is read by a user of its own; files of a checkout may be for nobody else.
  run('chmod', ['-R', 'a+rX,go-w', app]);
}

/** Optional peers, such as the client of PostgreSQL, with all that they need: nobody can install one into an image. */
function copyPeers(app) {
  const named = Object.keys(pack.peerDependencies ?? {});
  const copied = new Set();
  while (named.length) {
    const name = named.pop();
    const from = join(ROOT, 'node_modules', name);
    if (copied.has(name) || !existsSync(from)) continue;
    copied.add(name);
    cpSync(from, join(app, 'node_modules', name), {recursive: true, dereference: true});
    named.push(...Object.keys(JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')).dependencies ?? {}));
  }
}

/** Copies a file to where it is on this machine, links resolved. */
function copyInto(root, from, to = from) {
  const target = join(root, to);
  mkdirSync(dirname(target), {recursive: true});
  copyFileSync(from, target);
  chmodSync(target, 0o755);
}

/** Node, what the dynamic linker would load for it, and the little that the C library reads. */
function layOutNode(root) {
  if (process.platform !== 'linux') fail('an image without a base is made on Linux', `${USAGE}, with a base`);
  const packaged = join(ROOT, 'node_modules', 'node');
  const node = existsSync(join(packaged, 'bin', 'node')) ? join(packaged, 'bin', 'node') : process.execPath;
  copyInto(root, node, '/usr/local/bin/node');
  // A fifth of it are names for debuggers.
  spawnSync('strip', ['-s', join(root, '/usr/local/bin/node')], {stdio: 'ignore'});
  for (const [, library] of run('ldd', [node]).matchAll(/(\/\S+) \(0x/g)) copyInto(root, library);
  if (existsSync(join(packaged, 'LICENSE'))) copyInto(root, join(packaged, 'LICENSE'), '/usr/share/doc/node/LICENSE');
  mkdirSync(join(root, 'etc'), {recursive: true});
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0::/:/none\nkubedrill:x:65532:65532::/work:/none\n');
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\nkubedrill:x:65532:\n');
  writeFileSync(join(root, 'etc/nsswitch.conf'), 'hosts: files dns\n');
  mkdirSync(join(root, 'tmp'));
  chmodSync(join(root, 'tmp'), 0o1777);
}

const {tag = `kubedrill:${pack.version}`, base, engine = ['docker', 'podman'].find(answers)} = flags();
if (!existsSync(join(ROOT, 'dist', 'cli', 'main.js'))) fail('there is no build', 'npm run build');
if (engine === undefined) fail('neither Docker nor Podman answers', 'start one of them, or name it with --engine');
const context = mkdtempSync(join(tmpdir(), 'kubedrill-image-'));
try {
  mkdirSync(join(context, 'work'));
  unpackPackage(context);
  if (base === undefined) layOutNode(join(context, 'root'));
  const labels = {title: pack.name, version: pack.version, licenses: pack.license, source: pack.homepage};
  const labelled = Object.entries(labels).flatMap(([key, value]) => [
    '--label',
    `org.opencontainers.image.${key}=${value}`,
  ]);
  const built = ['--build-arg', `BASE=${base ?? 'scratch'}`, '--file', join(ROOT, 'Containerfile'), '--tag', tag];
  const {status, stdout, stderr} = spawnSync(engine, ['build', ...labelled, ...built, context], {encoding: 'utf8'});
  if (status !== 0) fail(`${engine} build failed\n${stdout ?? ''}${stderr ?? ''}`, 'read what it says');
} finally {
  rmSync(context, {recursive: true, force: true});
}
process.stdout.write(`${tag}\n`);
