import {execFileSync} from 'node:child_process';
import {mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {kubedrill} from '../helpers/cli.js';
import {auditEvent, ruleText} from '../helpers/rules.js';
import {tempDir, tempFile} from '../helpers/temp.js';

const event = (day: number, auditID: string, parts: Record<string, unknown> = {}) => {
  const time = `2026-11-${String(day).padStart(2, '0')}T13:00:00.000000Z`;
  return JSON.stringify(auditEvent({auditID, requestReceivedTimestamp: time, stageTimestamp: time, ...parts}));
};
const of = (resource: string) => ({objectRef: {resource, namespace: 'shop', name: 'x'}, verb: 'get'});
const rule = (resource: string) => ruleText(`  s: {objectRef.resource: ${resource}}\n  condition: s`);
const logOf = (...lines: string[]) => tempFile('audit.log', `${lines.join('\n')}\n`);
const LABELS = () => tempFile('labels.json', JSON.stringify({steal: ['a'], probe: ['b']}));
/** Eight days, with two attacks. */
const LOG = () =>
  logOf(
    event(1, 'x', of('nodes')),
    event(2, 'a', of('secrets')),
    event(3, 'b', of('pods')),
    event(8, 'y', of('leases')),
  );

function rulesIn(rules: Record<string, string>, dir = tempDir()): string {
  mkdirSync(dir, {recursive: true});
  for (const [name, text] of Object.entries(rules)) writeFileSync(join(dir, `${name}.yml`), text);
  return dir;
}
const diff = (base: string, head: string, ...argv: string[]) =>
  kubedrill('rules', 'diff', '--base', base, '--head', head, ...argv);
const json = async (base: string, head: string, ...argv: string[]) => {
  const {code, stdout} = await diff(base, head, ...argv, '--format', 'json');
  return {code, ...JSON.parse(stdout)};
};

describe('rules diff', () => {
  test('names lost and found attacks, and each rule with its alarms, and exits with 1 for a lost one', async () => {
    const base = rulesIn({secrets: rule('secrets'), nodes: rule('nodes'), same: rule('events')});
    const head = rulesIn({pods: rule('pods'), nodes: rule('nodes*'), same: rule('events')});
    const {code, stdout} = await diff(base, head, '--log', LOG(), '--labels', LABELS());
    expect(stdout).toBe(
      [
        `${base} → ${head}: 1 added, 1 removed, 1 changed, 1 alerting rule as before`,
        'LOST steal, which secrets found',
        'found probe, by pods',
        '0 found by both',
        '',
        'rule     change   false alarms  a day before           a day after',
        'nodes    changed  1 → 1         0.14 (0.0073 to 0.68)  0.14 (0.0073 to 0.68)',
        'pods     added    - → 0         -                      at most 0.43',
        'secrets  removed  0 → -         at most 0.43           -',
        '',
        '4 events in 7 d 00 h',
        '',
      ].join('\n'),
    );
    expect(code).toBe(1);
  });

  test('an attack that some rule still finds is not lost', async () => {
    const base = rulesIn({secrets: rule('secrets'), all: rule('secrets'), pods: rule('pods')});
    const head = rulesIn({all: rule('secrets'), pods: rule('pods')});
    const found = await json(base, head, '--log', LOG(), '--labels', LABELS());
    expect(found).toMatchObject({code: 0, attacks: {lost: [], found: [], kept: 2, missed: [], unknown: []}});
    expect(found.rules).toMatchObject([{rule: 'secrets', change: 'removed'}]);
    expect(found).toMatchObject({events: 4, days: 7, same: 2, base: {loaded: 3}, head: {loaded: 2}});
  });

  test('an attack that neither finds is no change', async () => {
    const rules = rulesIn({secrets: rule('secrets')});
    const {code, attacks} = await json(rules, rules, '--log', LOG(), '--labels', LABELS());
    expect({code, attacks}).toMatchObject({code: 0, attacks: {kept: 1, missed: ['probe']}});
  });

  test('without labels it says that it does not know attacks, and counts every alarm', async () => {
    const base = rulesIn({secrets: rule('secrets'), nodes: rule('nodes')});
    const {code, stdout} = await diff(base, rulesIn({nodes: rule('nodes')}), '--log', LOG());
    expect(stdout).toContain('which requests were attacks is not known without --labels');
    expect(stdout).toMatch(/secrets {2}removed {2}1 → - /);
    expect(code).toBe(0);
  });

  test('a rule is noisier where the bounds of its alarms do not meet', async () => {
    const noise = (count: number) => Array.from({length: count}, (_, i) => event(4, `n${i}`, of('nodes')));
    const [base, head] = [rulesIn({r: rule('leases')}), rulesIn({r: rule('nodes')})];
    const noisier = async (count: number) =>
      (await json(base, head, '--log', logOf(event(1, 'x'), ...noise(count), event(8, 'y')))).rules[0].noisier;
    // 0 is at most 3.0; the least that 7 may be is 3.3, and 6 is 2.6.
    expect(await noisier(7)).toBe(true);
    expect(await noisier(6)).toBeUndefined();
  });

  test('what could not be read is never lost, and never green', async () => {
    const base = rulesIn({secrets: rule('secrets')});
    const head = rulesIn({pods: rule('pods')});
    const half = logOf(event(1, 'x'), '{"kind":"Event","auditID":', event(2, 'b', of('pods')));
    expect(await json(base, head, '--log', half, '--labels', LABELS())).toMatchObject({
      code: 4,
      attacks: {lost: [], unknown: ['steal']},
    });
    expect((await diff(base, head, '--log', logOf(''))).code).toBe(4);
  });

  test('as a comment: a marker first, nothing of a name is markup, and never longer than a comment may be', async () => {
    const base = rulesIn({secrets: rule('secrets')});
    const many = Array.from({length: 1500}, (_, i) => `name: many-${i}\n`);
    const head = rulesIn({
      'a|b': many.map(name => ruleText('  s: {verb: nothing}\n  condition: s', name)).join('---\n'),
    });
    const {code, stdout} = await diff(base, head, '--log', LOG(), '--labels', LABELS(), '--format', 'md');
    expect(stdout).toMatch(/^<!-- kubedrill rules diff -->\n\n### 1 attack lost\n/);
    expect(stdout).toContain('\\- LOST steal, which secrets found'.slice(1));
    expect(stdout).toMatch(/\nand \d+ rules more\n/);
    expect(stdout.length).toBeLessThanOrEqual(65_001);
    expect(code).toBe(1);
  });

  test('as SARIF: at the rule that found it, where that is still there', async () => {
    const base = rulesIn({secrets: rule('secrets'), pods: rule('pods')});
    const head = rulesIn({secrets: rule('leases')});
    const {stdout} = await diff(base, head, '--log', LOG(), '--labels', LABELS(), '--format', 'sarif');
    const [run] = JSON.parse(stdout).runs;
    expect(run.tool.driver.rules.map((r: {id: string}) => r.id)).toEqual([
      'attack-lost',
      'attack-found',
      'noisier-rule',
    ]);
    expect(run.results).toMatchObject([
      {ruleId: 'attack-lost', level: 'error', message: {text: 'steal is not found any more: secrets did'}},
      {ruleId: 'attack-lost', locations: []},
    ]);
    expect(run.results[0].locations[0].physicalLocation.artifactLocation.uri).toMatch(/secrets\.yml$/);
  });
});

describe('the base of rules diff', () => {
  const git = (cwd: string, ...argv: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...argv], {cwd, encoding: 'utf8'});

  /** A repository with rules in `det/`, of which one is then changed and one staged. */
  function repository(): string {
    const repo = tempDir();
    git(repo, 'init', '-q', '-b', 'main');
    rulesIn({secrets: rule('secrets'), pods: rule('pods')}, join(repo, 'det'));
    symlinkSync('/etc/hostname', join(repo, 'det', 'link.yml'));
    git(repo, 'add', '.');
    git(repo, 'commit', '-q', '-m', 'rules');
    rmSync(join(repo, 'det', 'pods.yml'));
    writeFileSync(join(repo, 'det', 'staged.yml'), rule('leases'));
    git(repo, 'add', 'det/staged.yml');
    return repo;
  }
  const inside = (repo: string, ...argv: string[]) => {
    const {PATH} = process.env;
    const bin = join(process.cwd(), 'src/bin.js');
    try {
      const stdout = execFileSync(process.execPath, [bin, 'rules', 'diff', ...argv], {
        ...{cwd: repo, encoding: 'utf8', stdio: 'pipe'},
        env: {...process.env, PATH, GIT_CEILING_DIRECTORIES: tmpdir()},
      });
      return {code: 0, stdout, stderr: ''};
    } catch (error) {
      const {status, stdout, stderr} = error as {status: number; stdout: string; stderr: string};
      return {code: status, stdout, stderr};
    }
  };

  test('is a revision, of which neither index nor files are touched', () => {
    const repo = repository();
    const before = [git(repo, 'status', '--porcelain'), readFileSync(join(repo, '.git/index')).toString('base64')];
    const kept = readdirSync(tmpdir()).filter(name => name.startsWith('kubedrill-rules-'));
    for (const base of ['main:det', 'main', 'HEAD:det/']) {
      const {code, stdout} = inside(repo, '--base', base, '--head', 'det', '--log', LOG(), '--labels', LABELS());
      expect(stdout).toMatch(
        /^(main|HEAD):det\/? → det: 1 added, 1 removed, 1 alerting rule as before\nLOST probe, which pods found\n/,
      );
      expect(code).toBe(1);
    }
    expect([git(repo, 'status', '--porcelain'), readFileSync(join(repo, '.git/index')).toString('base64')]).toEqual(
      before,
    );
    expect(readdirSync(tmpdir()).filter(name => name.startsWith('kubedrill-rules-'))).toEqual(kept);
  });

  test.each([
    ['nothing', 'nothing is neither a folder nor a revision that git knows here'],
    ['--upload-pack=x', '--upload-pack=x is neither a folder nor a revision that git knows here'],
    ['main:nothing', 'main has no folder nothing'],
    ['main:det/pods.yml', 'main:det/pods.yml is a file: name the folder of rules that it is in'],
  ])('%s is refused', (base, message) => {
    const {code, stderr} = inside(repository(), `--base=${base}`, '--head', 'det', '--log', LOG());
    expect(stderr).toContain(`kubedrill: ${message}\n`);
    expect(code).toBe(2);
  });

  test('needs git only where it is no folder', async () => {
    const rules = rulesIn({secrets: rule('secrets')});
    expect((await diff(rules, rules, '--log', LOG())).code).toBe(0);
  });

  test.each([
    [['diff', '--head', 'rules', '--log', 'x'], 'rules diff needs --base and --head'],
    [['diff', '--base', 'rules', '--head', 'rules', '--rules', 'rules'], '--rules is not a flag of rules diff'],
    [
      ['diff', '--base', 'rules', '--head', 'rules', '--max-false-alarms', '1'],
      '--max-false-alarms is not a flag of rules diff',
    ],
    [
      ['diff', '--base', 'rules', '--head', 'rules', '--format', 'pdf'],
      '--format pdf is not one of text, md, json, sarif',
    ],
    [['test', '--base', 'rules', '--log', 'x'], '--base is not a flag of rules test'],
    [['play'], 'rules play is not offered'],
  ])('wrong usage is said: %j', async (argv, message) => {
    const {code, stderr} = await kubedrill('rules', ...argv);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});
