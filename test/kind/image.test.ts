import {execFileSync, spawnSync} from 'node:child_process';
import {resolve} from 'node:path';
import {beforeAll, expect, test} from 'vitest';
import pack from '../../package.json' with {type: 'json'};
import {builtImage} from '../helpers/image.js';

/** What a cluster that admits only restricted pods leaves to a container, and no network either. */
const HARDENED = [
  ...['run', '--rm', '--network', 'none', '--read-only', '--cap-drop', 'ALL'],
  ...['--security-opt', 'no-new-privileges', '--tmpfs', '/work:uid=65532,mode=700'],
];
/** What an engine answers for a program that the image does not have. */
const NOT_FOUND = 127;
let image = '';

beforeAll(() => {
  image = builtImage();
});

const docker = (...args: string[]) => spawnSync('docker', args, {encoding: 'utf8'});

test('the image says its version, and runs as a user without rights', () => {
  expect(docker(...HARDENED, image, '--version').stdout.trim()).toBe(pack.version);
  const {User, Env} = JSON.parse(docker('inspect', '--format', '{{json .Config}}', image).stdout);
  expect(User).toBe('65532:65532');
  expect(Env).toContain('HOME=/work');
});

test('it plays a drill without a network, a capability, or a file system to write to but its own folder', () => {
  const {status, stdout, stderr} = docker(...HARDENED, image, 'run', '--cluster', 'simulated', '--json', '--quiet');
  expect(status, stderr).toBe(0);
  const verdicts = JSON.parse(stdout).scenarios.map((s: {verdict: string}) => s.verdict);
  expect(verdicts.sort()).toEqual(['detected', 'detected', 'detected', 'detected', 'detected', 'prevented']);
});

test('it has the client of a PostgreSQL that a history may be in', () => {
  const asked = "require('node:module').createRequire('/app/dist/cli/main.js')('pg').Client.name";
  const {status, stderr} = docker(...HARDENED, '--entrypoint', 'node', image, '--print', asked);
  expect(status, stderr).toBe(0);
});

test('there is neither a shell nor a package manager in it', () => {
  for (const program of ['sh', '/bin/sh', 'npm', 'apt']) {
    expect([program, docker(...HARDENED, '--entrypoint', program, image).status]).toEqual([program, NOT_FOUND]);
  }
});

test('a base with Node can be taken instead, and what cannot be built says why', () => {
  const tag = `${image}-based`;
  const built = execFileSync(process.execPath, ['scripts/image.js', '--tag', tag, '--base', image], {encoding: 'utf8'});
  expect(built.trim()).toBe(tag);
  expect(docker(...HARDENED, tag, '--version').stdout.trim()).toBe(pack.version);
  const script = (args: string[], env = process.env) =>
    spawnSync(process.execPath, [resolve('scripts/image.js'), ...args], {encoding: 'utf8', env});
  const flag = script(['--tga', 'x']);
  expect([flag.status, flag.stderr]).toEqual([2, expect.stringContaining('--tga')]);
  const engine = script([], {...process.env, PATH: '/nonexistent'});
  expect([engine.status, engine.stderr]).toEqual([3, expect.stringContaining('neither Docker nor Podman answers')]);
  const base = script(['--base', 'no-such-image:of-kubedrill']);
  expect([base.status, base.stderr]).toEqual([3, expect.stringContaining('build failed')]);
});
