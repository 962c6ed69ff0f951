import {mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {PassThrough} from 'node:stream';
import type {Command, Option} from 'commander';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {Io} from '../../src/cli/io.js';
import {commandLine} from '../../src/cli/main.js';
import {BARE, type Done, kubedrillIn, start} from '../helpers/cli.js';
import {type Random, seededRandom} from '../helpers/random.js';

/** KUBEDRILL_FUZZ_SEED and KUBEDRILL_FUZZ_CASES look elsewhere, and for longer. */
const SEED = Number(process.env.KUBEDRILL_FUZZ_SEED ?? 20261129);
const CASES = Number(process.env.KUBEDRILL_FUZZ_CASES ?? 100);
const PROCESSES = 5;
/** Whatever was asked for, a command of these ends in ten seconds; a machine with much else to do may take longer. */
const HANGS_MS = 60_000;
/** Every code but those of signals, which nobody sends here, and 70. */
const DOCUMENTED = [0, 1, 2, 3, 4];

const NUMBERS = ['0', '-1', '0.5', '1e999', 'NaN', 'Infinity', '0x10', '99999999999999999999', '65536', '٣', ''];
const DURATIONS = ['0s', '-5s', '1ms', '99999999999d', '1e9s', `${'9'.repeat(400)}h`, '5', ' 5s'];
const WORDS = [
  'constructor',
  '__proto__',
  'latest',
  'a/../b',
  '\u001b[2J',
  'x\ny',
  '日本',
  '--',
  'x'.repeat(5000),
  '{}',
];

/** Files that stand for themselves: good ones, which are then damaged, and things that are not files. */
const GOOD = [
  'scenarios/secrets-listed.yaml',
  'drills/core.yaml',
  'audit-policy.yaml',
  'kind-config.yaml',
  'stacks/efk/stack.yaml',
  'test/fixtures/audit/policy-recorded.yaml',
  'package.json',
].map(file => resolve(file));

const home = process.cwd();
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubedrill-fuzz-'));
  mkdirSync(join(folder, 'runs', 'broken'), {recursive: true});
  writeFileSync(join(folder, 'runs', 'broken', 'events.ndjson'), 'null\n{"type":\n');
  writeFileSync(join(folder, 'runs', 'broken', 'journal.ndjson'), '[]\n\u0000');
  writeFileSync(join(folder, 'empty'), '');
  writeFileSync(join(folder, 'binary'), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3]));
  writeFileSync(join(folder, 'deep.yaml'), '['.repeat(20_000));
  writeFileSync(join(folder, 'null.json'), 'null');
  symlinkSync('nowhere', join(folder, 'dangling'));
  symlinkSync('loop', join(folder, 'loop'));
  // What a command writes where it stands is not written into the project.
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(home);
  rmSync(folder, {recursive: true, force: true});
});

const notFiles = (): string[] => [
  ...['empty', 'binary', 'deep.yaml', 'null.json', 'dangling', 'loop', 'runs'].map(name => join(folder, name)),
  ...['/dev/null', '/dev/full', '/proc/self/nothing', join(folder, 'empty', 'below'), 'nowhere.yaml'],
];

let written = 0;
/** A file that was good before something in it was changed. */
function damaged(r: Random): string {
  const lines = readFileSync(r.pick(GOOD), 'utf8').split('\n');
  const at = r.below(lines.length);
  const line = lines[at] ?? '';
  const value = r.pick([
    ...NUMBERS,
    ...DURATIONS,
    ...WORDS,
    'null',
    '[]',
    '{a: 1}',
    '!!binary x',
    '*none',
    '2001-01-01',
  ]);
  const changes = [
    () => lines.splice(at, 1),
    () => lines.splice(at, 0, line),
    () => lines.splice(at),
    () => lines.splice(at, 1, line.replace(/:.*$/, `: ${value}`)),
    () => lines.splice(at, 1, line.replace(/- .*$/, `- ${value}`)),
    () => lines.splice(at, 1, `  ${line}`),
  ];
  r.pick(changes)();
  const file = join(folder, `damaged-${written++}.yaml`);
  writeFileSync(file, lines.join('\n'));
  return file;
}

const anyFile = (r: Random): string => r.pick([() => damaged(r), () => damaged(r), () => r.pick(notFiles())])();
const anyWord = (r: Random): string => r.pick([() => r.pick(WORDS), () => r.pick(NUMBERS), () => r.pick(DURATIONS)])();

/** What an option is given: mostly something of its kind, which is wrong in itself. */
function valueFor(option: Option, r: Random): string {
  if (r.below(5) === 0) return r.pick([anyWord, anyFile])(r);
  const kind = /<(\w+)/.exec(option.flags)?.[1] ?? '';
  if (['file', 'path', 'dir'].includes(kind)) return anyFile(r);
  if (kind === 'duration') return r.pick(DURATIONS);
  if (['number', 'count', 'factor'].includes(kind)) return r.pick(NUMBERS);
  if (kind === 'kind') return r.pick(['auto', 'kind', 'existing', 'envtest', 'simulated', 'none']);
  return anyWord(r);
}

const ARGUMENTS: Record<string, readonly string[]> = {
  cluster: ['up', 'down', 'status'],
  stack: ['up', 'down', 'list'],
  rules: ['test'],
  new: ['scenario', 'rule'],
};

/** Shown as fast as it was, a good log would take as long as it took; a drill with people waits for them, and a table for what is typed. */
const SOON: Record<string, readonly [flag: string, value: string]> = {
  replay: ['--speed', '0'],
  live: ['--alone', '1ms'],
  tabletop: ['--answers', '/dev/null'],
};

interface Case {
  argv: string[];
  env: NodeJS.ProcessEnv;
}

function commandFrom(commands: readonly Command[], r: Random): Case {
  const command = r.pick(commands);
  const argv = [command.name()];
  const known = ARGUMENTS[command.name()];
  if (known) argv.push(r.pick(known));
  const most = command.registeredArguments.length + (r.below(8) === 0 ? 1 : 0) - (known ? 1 : 0);
  const more = r.below(Math.max(0, most) + 1);
  for (let i = 0; i < more; i++) argv.push(r.pick([anyWord, anyFile, () => 'secrets-listed'])(r));
  const options = r.below(4);
  for (let i = 0; i < options; i++) {
    const option = command.options[r.below(command.options.length)];
    if (!option) break;
    const takes = option.required || (option.optional && r.below(2) === 0);
    argv.push(option.long ?? '', ...(takes ? [valueFor(option, r)] : []));
  }
  const soon = SOON[command.name()] ?? [];
  if (!soon.some(flag => argv.includes(flag))) argv.push(...soon);
  if (r.below(4) === 0) argv.push('--json');
  return {argv, env: environment(r)};
}

const VARIABLES = ['HOME', 'KUBECONFIG', 'KUBEBUILDER_ASSETS', 'KUBEDRILL_NODE_IMAGE', 'HTTPS_PROXY', 'NO_PROXY'];

function environment(r: Random): NodeJS.ProcessEnv {
  if (r.below(2)) return {};
  return {
    [r.pick(VARIABLES)]: r.pick([anyWord, anyFile])(r),
    // Not LANG: of a long one Node itself dies before it runs any code (`LANG=99999999999999999999 node -e 0`, exit 139).
    [r.pick(['COLUMNS', 'TERM', 'TZ', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME'])]: r.pick([...NUMBERS, folder]),
  };
}

async function commandsOf(): Promise<readonly Command[]> {
  const io = {env: {}, stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough()};
  return (await commandLine(io as unknown as Io, () => {})).commands;
}

/** What a command came to, or that it came to nothing. */
async function ended(done: Promise<Done>): Promise<Done | 'hangs'> {
  let timer: NodeJS.Timeout | undefined;
  const hangs = new Promise<'hangs'>(tell => {
    timer = setTimeout(() => tell('hangs'), HANGS_MS);
  });
  return Promise.race([done, hangs]).finally(() => clearTimeout(timer));
}

/** The case itself, where it ended as no command may. */
async function fault({argv, env}: Case, done: Promise<Done>) {
  const came = await ended(done);
  if (came === 'hangs') return [{argv, env, came}];
  const isBug = !DOCUMENTED.includes(came.code) || came.stderr.includes('a bug in kubedrill');
  return isBug ? [{argv, env, code: came.code, stderr: came.stderr.slice(-1000)}] : [];
}

describe(`whatever flags, files and environment hold (seed ${SEED})`, () => {
  test(`${CASES} command lines end with a documented code`, {timeout: 600_000}, async () => {
    const [r, commands] = [seededRandom(SEED), await commandsOf()];
    const faults: unknown[] = [];
    for (let i = 0; i < CASES; i++) {
      const one = commandFrom(commands, r);
      const began = Date.now();
      faults.push(...(await fault(one, kubedrillIn(one.env, ...one.argv))));
      if (process.env.KUBEDRILL_FUZZ_TELL)
        process.stderr.write(`${Date.now() - began} ${JSON.stringify(one).slice(0, 300)}\n`);
    }
    expect(faults).toEqual([]);
  });

  test(`and so do ${PROCESSES} processes`, {timeout: 300_000}, async () => {
    const [r, commands] = [seededRandom(SEED + 1), await commandsOf()];
    const cases = Array.from({length: PROCESSES}, () => commandFrom(commands, r));
    const printable = cases.filter(({argv}) => argv.every(word => !word.includes('\u0000')));
    const faults: unknown[] = [];
    for (const one of printable)
      faults.push(...(await fault(one, start(one.argv, {cwd: folder, env: {...BARE, ...one.env}}).done)));
    expect(faults).toEqual([]);
  });
});
