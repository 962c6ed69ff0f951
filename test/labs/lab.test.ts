import {cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join, relative} from 'node:path';
import {beforeEach, describe, expect, test} from 'vitest';
import {LAB_WAYS} from '../../src/lab/make/ways.js';
import {packaged} from '../../src/lib/paths.js';
import {kubedrillIn} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';
import {WAYS} from '../sabotage/ways.js';

let home = '';
let dir = '';
const lab = (...argv: string[]) => kubedrillIn({XDG_STATE_HOME: home}, 'lab', ...argv);

beforeEach(() => {
  home = tempDir();
  dir = join(tempDir(), 'mine');
});

/** Puts the files of a lab's solution, or of a wrong one, over those of the learner. */
const over = (id: string, part: string) => cpSync(packaged('labs', id, part), dir, {recursive: true});

describe('a lab of your own', () => {
  test('is known in a learner’s folder by where it is, not by how it was called', async () => {
    const own = join(tempDir(), 'own');
    cpSync(packaged('labs', 'policy-order'), own, {recursive: true});
    await lab('start', relative(process.cwd(), own), dir);
    expect(JSON.parse(readFileSync(join(dir, '.kubedrill-lab.json'), 'utf8'))).toEqual({lab: own});
  });

  test('may be made by each way that the docs and --help name', async () => {
    const docs = readFileSync('docs/labs.md', 'utf8');
    const help = (await lab('--help')).stdout.replace(/\s+/g, ' ');
    for (const [way, {title, track}] of Object.entries(LAB_WAYS)) {
      expect(docs).toContain(`| \`${way}\` | ${title} |`);
      if (track !== 'response') expect(WAYS.map(known => known.way)).toContain(title);
      expect(help).toContain(way);
    }
  });
});

describe('a lab', () => {
  test('is begun, checked, mended and solved', async () => {
    const begun = await lab('start', 'policy-order', dir);
    expect(begun).toMatchObject({code: 0, stderr: ''});
    expect(begun.stdout.replace(/\s+/g, ' ')).toContain(
      readFileSync(join(dir, 'MISSION.md'), 'utf8').replace(/\s+/g, ' ').trim(),
    );

    const broken = await lab('check', dir);
    expect(broken.code).toBe(1);
    expect(broken.stdout).toMatch(/carried out ✔ → audited ✖ BROKEN → alerted –\n +why: not audited: rule 1/);
    expect(broken.stdout).toMatch(/✖ NOT SOLVED · change audit-policy.yaml and check again/);

    over('policy-order', 'solution');
    const solved = await lab('check', dir);
    expect(solved.code).toBe(0);
    expect(solved.stdout).toMatch(/alerted ✔[\s\S]*✔ SOLVED\n {2}The API server takes the first rule that matches/);
    expect((await lab('list')).stdout).toMatch(
      /✔ policy-order .*\n[\s\S]*1 of \d+ solved; next: kubedrill lab start \w+/,
    );
  });

  test('that logs too much is not solved, and the limit is named', async () => {
    await lab('start', 'policy-order', dir);
    over('policy-order', 'wrong/reads-removed');
    const {code, stdout} = await lab('check', dir);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /over the limit: rule 3 logs GET \/api\/v1\/namespaces\/shop\/pods\/web of[\s\S]*at most None is/,
    );
  });

  test('whose twin sets a rule off is not solved', async () => {
    await lab('start', 'rules-precision', dir);
    const {code, stdout} = await lab('check', dir, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{lab: 'rules-precision', solved: false, at: 'false alarm'},
      attacks: [{scenario: 'cluster-admin-bound', verdict: 'detected', falseAlarms: ['rights-for-all']}],
    });
  });

  test('of which the alert is late is not solved by a lower promise', async () => {
    await lab('start', 'pipeline-late', dir);
    over('pipeline-late', 'wrong/promise-lowered');
    const {code, stdout} = await lab('check', dir);
    expect(code).toBe(1);
    expect(stdout).toMatch(/◷ late[\s\S]*alerted ◷ late \d+\.\ds/);
  });

  test('of a response is not solved while the attack is open, nor when others are harmed', async () => {
    await lab('start', 'response-pod', dir);
    const harmed = await lab('check', dir);
    expect(harmed.code).toBe(1);
    expect(harmed.stdout).toMatch(
      /✔ kubectl delete namespace \$NAMESPACE\n {2}✖ harmed: bystander-shop in kd-\w+ was down for/,
    );
    over('response-pod', 'wrong/without-namespace');
    expect((await lab('check', dir)).stdout).toMatch(
      /✖ kubectl delete pod node-tuner\n +Error from server \(NotFound\): .*\n +✖ still open: /,
    );
    over('response-pod', 'solution');
    expect(await lab('check', dir)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/✔ contained, and nobody else was harmed/),
    });
  });

  test('gives three hints, one after the other, and remembers them', async () => {
    await lab('start', 'policy-order', dir);
    const hints = [await lab('hint', dir), await lab('hint', dir), await lab('hint', dir), await lab('hint', dir)];
    expect(hints.map(({stdout}) => stdout.trim().split('\n').length)).toEqual([1, 2, 3, 3]);
    expect(hints[0]?.stdout).toMatch(/^1 of 3: Rules are tried from the top/);
    expect((await lab('list', '--json')).stdout).toContain('"hints": 3');
  });

  test('has a solution with its files', async () => {
    await lab('start', 'policy-order', dir);
    const {code, stdout} = await lab('solution', dir);
    expect(code).toBe(0);
    expect(stdout).toContain(readFileSync(packaged('labs', 'policy-order', 'solution', 'audit-policy.yaml'), 'utf8'));
  });

  test('of which no file is there is checked with those of kubedrill', async () => {
    await lab('start', 'policy-order', dir);
    rmSync(join(dir, 'audit-policy.yaml'));
    expect((await lab('check', dir)).stdout).toMatch(/over the limit/);
  });
});

describe('is refused', () => {
  test.each([
    ['an unknown lab', ['start', 'policy-ordr'], /there is no lab policy-ordr; did you mean policy-order\?/],
    ['no name', ['start'], /say which lab/],
    ['an unknown action', ['chekc'], /lab chekc is not one of .*\n.*did you mean check\?/],
    ['a folder that is not of a lab', ['check', '.'], /\. is not the folder of a lab\n.*lab start NAME/],
    ['a new lab of nothing', ['new'], /say its name, --scenario and --way[\s\S]*--way silence: The alert is silenced/],
    [
      'a way that there is not',
      ['new', 'mine', '--scenario', 'pod-exec', '--way', 'policy-non'],
      /--way policy-non is not one of policy-none, [\s\S]*did you mean policy-none\?/,
    ],
    [
      'a track that there is not',
      ['new', 'mine', '--scenario', 'pod-exec', '--track', 'respons'],
      /--track respons is not one of policy, rules, pipeline, response/,
    ],
    [
      'a scenario that there is not',
      ['new', 'mine', '--scenario', 'pod-exe', '--way', 'silence'],
      /there is no scenario pod-exe/,
    ],
    ['a name that is no folder', ['new', '../x', '--scenario', 'pod-exec', '--way', 'silence'], /lower-case letters/],
  ])('%s', async (_what, argv, says) => {
    const {code, stdout, stderr} = await lab(...argv);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(says);
  });

  test('a folder in which something is', async () => {
    mkdirSync(dir);
    writeFileSync(join(dir, 'mine.txt'), 'precious');
    expect(await lab('start', 'policy-order', dir)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/is not empty, and nothing in it is overwritten/),
    });
    expect(existsSync(join(dir, 'MISSION.md'))).toBe(false);
  });

  test.each([
    [
      'policy-order',
      'audit-policy.yaml',
      'kind: Policy\nrules: [{level: Everything}]\n',
      /audit-policy\.yaml:\d+:\d+ /,
    ],
    [
      'rules-verbs',
      'rules/shell-in-a-pod.yml',
      'title: x\ndetection: {a: {verb|no: x}, condition: a}\n',
      /\.yml:\d+:\d+ /,
    ],
    [
      'pipeline-text',
      'stack.yaml',
      'title: x\nsources: [{type: practice, shiper: {}}]\n',
      /stack\.yaml:2:\d+ .*shiper/,
    ],
  ])('%s with a mistake in %s, at its place', async (id, file, text, says) => {
    await lab('start', id, dir);
    writeFileSync(join(dir, file), text);
    const {code, stdout, stderr} = await lab('check', dir);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(says);
  });
});
