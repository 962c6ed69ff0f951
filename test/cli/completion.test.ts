import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {loadScenarios} from '../../src/scenario/load.js';
import {kubedrill} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

const isThere = (shell: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some(folder => existsSync(join(folder, shell)));

const SCRIPTS = Object.fromEntries(
  await Promise.all(
    ['bash', 'zsh', 'fish'].map(async shell => [shell, (await kubedrill('completion', shell)).stdout] as const),
  ),
);

/** What a shell offers for a line, in a folder with a file and a folder of its own. */
const ASK: Record<string, (line: string, cwd: string) => string[]> = {
  // As readline asks: it has taken the line apart at its word breaks, among them the colon.
  bash: (line, cwd) => {
    const ask = `eval "$SCRIPT"; COMP_LINE=$LINE COMP_POINT=\${#LINE}; _kubedrill
      [ \${#COMPREPLY[@]} -eq 0 ] || printf '%s\\n' "\${COMPREPLY[@]}"`;
    return told('bash', ['--norc', '-c', ask], line, cwd);
  },
  fish: (line, cwd) =>
    told('fish', ['--no-config', '-c', 'echo $SCRIPT | source; complete -C $LINE'], line, cwd).map(
      offered => offered.split('\t')[0] ?? '',
    ),
};

function told(shell: string, args: string[], line: string, cwd: string): string[] {
  const env = {PATH: process.env.PATH, HOME: cwd, SCRIPT: SCRIPTS[shell], LINE: line};
  const {stdout, stderr, status} = spawnSync(shell, args, {cwd, env, encoding: 'utf8'});
  expect({status, stderr}).toEqual({status: 0, stderr: ''});
  return stdout.split('\n').filter(Boolean);
}

function folder(): string {
  const cwd = tempDir();
  writeFileSync(join(cwd, 'mine.yaml'), '');
  mkdirSync(join(cwd, 'my-rules'));
  return cwd;
}

const VARIANTS = loadScenarios()
  .scenarios.filter(s => s.id === 'secrets-listed')
  .flatMap(s => Object.keys(s.variants));

describe.each(Object.keys(ASK).filter(isThere))('%s completes', shell => {
  const offers = (line: string): string[] => (ASK[shell] as (typeof ASK)[string])(line, folder()).sort();

  test.each([
    ['commands', 'kubedrill re', ['replay', 'report']],
    ['flags of a command', 'kubedrill run --cl', ['--cluster']],
    ['flags that every command has', 'kubedrill list --js', ['--json']],
    ['values of a flag', 'kubedrill run --cluster s', ['simulated']],
    ['values of a flag that means something else there', 'kubedrill stack up efk --cluster ', ['existing', 'kind']],
    ['drills', 'kubedrill run --drill co', ['core']],
    ['stacks', 'kubedrill stack up f', ['falco']],
    ['formats of reports', 'kubedrill report latest --format j', ['json', 'junit']],
    ['behind a flag and its value', 'kubedrill run --sla 5s secrets-h', ['secrets-harvested']],
    ['the second of several scenarios', 'kubedrill run pod-exec secrets-h', ['secrets-harvested']],
    ['files where files may stand', 'kubedrill run mine', ['mine.yaml']],
    ['shells', 'kubedrill completion ', ['bash', 'fish', 'zsh']],
    ['commands to have explained', 'kubedrill help rep', ['replay', 'report']],
  ])('%s: %s', (_, line, words) => {
    expect(offers(line).filter(word => !word.includes('/'))).toEqual(words);
  });

  test('nothing where nothing is known', () => {
    expect(offers('kubedrill run --sla ')).toEqual([]);
  });
});

test.runIf(isThere('bash'))('bash completes variants, behind the colon at which it breaks words', () => {
  const cwd = folder();
  expect(ASK.bash?.('kubedrill run secrets-li', cwd).sort()).toEqual(
    ['secrets-listed', ...VARIANTS.map(name => `secrets-listed:${name}`)].sort(),
  );
  expect(ASK.bash?.('kubedrill run secrets-listed:', cwd).sort()).toEqual([...VARIANTS].sort());
});

test('every shell knows every command, scenario and stack', async () => {
  const {scenarios} = JSON.parse((await kubedrill('list', '--json')).stdout);
  const commands = [...(await kubedrill('--help')).stdout.matchAll(/^ {2}([a-z]+) {2,}/gm)].map(m => m[1] ?? '');
  expect([scenarios.length, commands.length].map(n => n > 10)).toEqual([true, true]);
  for (const script of Object.values(SCRIPTS)) {
    const names = [...commands, ...scenarios.map((s: {id: string}) => s.id), 'efk', 'junit', '--yes-this-cluster'];
    expect(names.filter(name => !script.includes(name.replace(/^--(?=yes)/, '')))).toEqual([]);
  }
});

test('words that completion knows of an argument or a flag are those of its help', async () => {
  const {stdout} = await kubedrill('completion', 'bash');
  const said = [...stdout.matchAll(/^ {4}'(\w+) (1|--format|--cluster)'\) echo '([^']*)'/gm)];
  const fixed = said.filter(
    ([, command]) => !['run', 'plan', 'show', 'report', 'replay', 'live', 'help'].includes(command ?? ''),
  );
  expect(fixed.length).toBeGreaterThan(6);
  for (const [, command = '', , words = ''] of fixed) {
    const help = (await kubedrill(command, '--help')).stdout;
    expect(words.split(' ').filter(word => !word.startsWith('@') && !help.includes(word))).toEqual([]);
  }
});

test('another shell is exit code 2, and is told which there are', async () => {
  expect(await kubedrill('completion', 'tcsh')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('completion tcsh is not one of bash, zsh, fish'),
  });
});
