import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {kubedrill} from '../helpers/cli.js';
import {NAMES} from '../helpers/nights.js';
import {tempDir, tempFile} from '../helpers/temp.js';
import {type KeptNights, recordsOf, storeOf} from '../history/kept-nights.js';

const FEW = ['node-shell', 'pod-exec', 'secrets-listed'];
const MISSED = Array(3).fill({verdict: 'missed'});

/** `compare` over these nights, with more of its command line. */
async function compared(nights: KeptNights, ...argv: string[]) {
  const url = await storeOf(recordsOf(nights));
  return kubedrill('compare', ...argv, '--history', url);
}

const linesOf = (stdout: string, word: string) => stdout.split('\n').filter(line => line.startsWith(word));

describe('compare', () => {
  test('nights as before: nothing found, exit 0', async () => {
    const {code, stdout} = await compared({count: 60, names: FEW});
    expect({code, stdout}).toEqual({
      code: 0,
      stdout: `run run-60 of 2026-03-01 02:17 UTC: core on prod/eu-1
detections beside the first 28 of 59 earlier nights
latencies beside pinned nights: audited, collected, alerted provisional (28 nights)

nothing found
`,
    });
  });

  test('a link x1.5 from night 57: one finding, which names 37 scenarios once, exit 1, also beside the last green run', async () => {
    const nights: KeptNights = {count: 64, slow: (link, night) => (link === 'alerted' && night >= 57 ? 1.5 : 1)};
    for (const baseline of ['last-green', 'pinned']) {
      const {code, stdout} = await compared(nights, '--baseline', baseline);
      expect(code).toBe(1);
      expect(linesOf(stdout, 'WORSE')).toEqual(['WORSE    alerted slower x1.5 in 37 scenarios since 2026-02-26']);
      expect(stdout).toMatch(/\n1 finding counts for gates\n$/);
    }
    const {stdout} = await compared(nights, '--format', 'json');
    expect(JSON.parse(stdout).findings).toEqual([expect.objectContaining({kind: 'slower', scenarios: NAMES})]);
  });

  const withoutRule: KeptNights = {
    count: 22,
    names: FEW,
    attempts: (name, night) => (name === 'pod-exec' && night >= 20 ? MISSED : undefined),
    run: night => ({green: night < 20}),
    under: night => ({
      ...{kubernetes: 'v1.34.4', cluster: 'eu-1', scenarios: {'pod-exec': 'cc'}, labels: {}},
      rules:
        night < 20
          ? {pack: '3f2a', byRule: {'pod-exec': 'aa', 'secrets-listed': 'bb'}}
          : {pack: '91bc', byRule: {'secrets-listed': 'bb'}},
    }),
  };

  test.each(['pinned', 'last-green'])(
    'a rule that was removed: lost, along with its pack, and nothing else: %s',
    async b => {
      const {code, stdout} = await compared(withoutRule, '--baseline', b);
      expect(code).toBe(1);
      expect(linesOf(stdout, 'WORSE')).toEqual([
        expect.stringMatching(
          /^WORSE {4}pod-exec lost since 2026-01-20; coincides with rule pack 3f2a → 91bc \(pod-exec removed\); first attempts/,
        ),
      ]);
      expect(stdout).not.toMatch(/^(warning|note|UNKNOWN)/m);
      expect(stdout).not.toContain('because of');
    },
  );

  test('a month with a rule taken out, a slower link and a flaky source: these three and nothing else', async () => {
    const {code, stdout} = await compared({
      ...withoutRule,
      ...{count: 30, names: [...FEW, 'cluster-admin-bound', 'privileged-pod']},
      slow: (link, night) => (link === 'alerted' && night >= 24 ? 2 : 1),
      attempts: (name, night) =>
        name === 'node-shell' && night % 3 === 0
          ? [{verdict: 'missed'}, {verdict: 'detected'}]
          : withoutRule.attempts?.(name, night),
    });
    expect(code).toBe(1);
    const found = stdout.split('\n').filter(line => /^(WORSE|warning|note|UNKNOWN) /.test(line));
    expect(found).toEqual([
      expect.stringMatching(/^WORSE {4}pod-exec lost since 2026-01-20; coincides with rule pack 3f2a → 91bc/),
      expect.stringMatching(/^WORSE {4}alerted slower x\d\.\d in 5 scenarios since 2026-01-2[345]$/),
      expect.stringMatching(/^WORSE {4}node-shell flaky since 2026-01-30; first attempts detected/),
    ]);
  });

  test('the first attempts of a lost detection are counted, with their interval', async () => {
    const {stdout} = await compared(withoutRule);
    expect(stdout).toContain(
      'first attempts detected: 8 of 8, 68 to 100 % in the baseline, 11 of 14, 52 to 92 % lately',
    );
  });

  test('beside one run: what it detected; the night before found the loss already', async () => {
    expect((await compared(withoutRule, '--baseline', 'run-21')).code).toBe(0);
    const {code, stdout} = await compared(withoutRule, '--baseline', 'run-3');
    expect(code).toBe(1);
    expect(stdout).toContain('detections beside run run-3 of 2026-01-03 02:17 UTC');
    expect(linesOf(stdout, 'WORSE')[0]).toContain('pod-exec lost since 2026-01-20');
  });

  test('an earlier run by its id, as it was known that night', async () => {
    expect((await compared(withoutRule, 'run-19')).code).toBe(0);
    expect((await compared(withoutRule, 'run-20')).code).toBe(1);
  });

  test('what came back is a note, and flaky counts', async () => {
    const back = await compared({
      ...withoutRule,
      attempts: (n, night) => (n === 'pod-exec' && night === 21 ? MISSED : undefined),
    });
    expect(back.code).toBe(0);
    expect(linesOf(back.stdout, 'note')).toEqual([expect.stringContaining('pod-exec recovered since 2026-01-22')]);
    const flaky = await compared({
      ...{count: 20, names: FEW},
      attempts: (n, night) =>
        n === 'pod-exec' && night === 20 ? [{verdict: 'missed'}, {verdict: 'detected'}] : undefined,
    });
    expect(flaky.code).toBe(1);
    expect(linesOf(flaky.stdout, 'WORSE')).toEqual([expect.stringContaining('pod-exec flaky since 2026-01-20')]);
  });

  test('a twin that alerts twice running and did not: new noise', async () => {
    const nights: KeptNights = {
      ...{count: 20, names: FEW},
      attempts: (n, night) =>
        n === 'pod-exec' && night >= 19 ? [{verdict: 'detected', benign: 'alerted'}] : undefined,
    };
    for (const baseline of ['pinned', 'run-2']) {
      const {code, stdout} = await compared(nights, '--baseline', baseline);
      expect(code).toBe(1);
      expect(linesOf(stdout, 'WORSE')).toEqual(['WORSE    pod-exec new noise since 2026-01-19']);
    }
  });

  test('in quarantine it is shown and does not count', async () => {
    const {code, stdout} = await compared({...withoutRule, verdict: name => ({quarantined: name === 'pod-exec'})});
    expect(code).toBe(0);
    expect(linesOf(stdout, 'note')).toEqual([expect.stringMatching(/pod-exec lost .*; in quarantine$/)]);
    expect(stdout).toMatch(/nothing that counts for gates\n$/);
  });

  test('few nights say so: learning (9 of 14)', async () => {
    const {code, stdout} = await compared({count: 9, names: FEW});
    expect(code).toBe(0);
    expect(stdout).toContain('latencies beside pinned nights: audited, collected, alerted learning (9 of 14)');
  });

  test('Markdown has the same findings, and no markup of others', async () => {
    const {code, stdout} = await compared(
      {...withoutRule, names: ['a|b', 'pod-exec'], run: night => ({drill: '**core**', green: night < 20})},
      '--format',
      'md',
    );
    expect(code).toBe(1);
    expect(stdout).toContain(': \\*\\*core\\*\\* on prod/eu-1');
    expect(stdout).toContain('- **WORSE** pod-exec lost since 2026-01-20');
  });
});

describe('compare cannot decide, and says so with exit 4', () => {
  test('without a history, or one that cannot be read', async () => {
    const none = await kubedrill('compare', '--history', `file:${join(tempDir(), 'h.db')}`);
    expect(none).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('nothing can be decided: there is no history'),
    });
    const broken = await kubedrill('compare', '--history', `file:${tempFile('h.db', 'text '.repeat(1000))}`);
    expect(broken).toMatchObject({code: 4, stderr: expect.stringContaining('is not a history')});
    const empty = await kubedrill('compare', '--history', await storeOf([]));
    expect(empty).toMatchObject({code: 4, stderr: expect.stringContaining('no run is in this history yet')});
  });

  test('on the first night of all', async () => {
    const {code, stdout} = await compared({count: 1, names: FEW});
    expect(code).toBe(4);
    expect(stdout).toContain('UNKNOWN  there is no baseline: no earlier run of this drill');
  });

  test('where no earlier run was green, or it was of other scenarios, of another kind or interrupted', async () => {
    const unfit: KeptNights[] = [
      {count: 5, names: FEW, run: () => ({green: false})},
      {count: 5, names: FEW, run: night => (night < 5 ? {kind: 'simulated'} : {})},
      {count: 5, names: FEW, run: night => (night < 5 ? {outcome: 'interrupted'} : {})},
      {count: 5, names: FEW, run: night => (night < 5 ? {verdicts: []} : {})},
    ];
    for (const nights of unfit) {
      const {code, stdout} = await compared(nights, '--baseline', 'last-green');
      expect({code, stdout}).toMatchObject({
        code: 4,
        stdout: expect.stringContaining('every gate held in no earlier run'),
      });
    }
  });

  test('of a run that did not finish', async () => {
    const {code, stdout} = await compared({count: 5, names: FEW, run: n => (n === 5 ? {outcome: 'interrupted'} : {})});
    expect(code).toBe(4);
    expect(stdout).toContain('UNKNOWN  the run did not finish');
  });

  test('of a scenario that was inconclusive, also the second night running; what is known to be worse wins', async () => {
    const unclear: KeptNights = {
      ...{count: 20, names: FEW},
      attempts: (n, night) => (n === 'node-shell' && night >= 19 ? [{verdict: 'inconclusive'}] : undefined),
    };
    const {code, stdout} = await compared(unclear);
    expect(code).toBe(4);
    expect(linesOf(stdout, 'UNKNOWN')).toEqual(['UNKNOWN  node-shell was inconclusive this time']);
    const worse = await compared({
      ...unclear,
      attempts: (n, night) => unclear.attempts?.(n, night) ?? (n === 'pod-exec' && night === 20 ? MISSED : undefined),
    });
    expect(worse.code).toBe(1);
  });

  test('of a scenario that is skipped since tonight, and no longer once it is always skipped', async () => {
    const since = (from: number): KeptNights => ({
      ...{count: 20, names: FEW},
      attempts: (n, night) => (n === 'node-shell' && night >= from ? [{verdict: 'skipped'}] : undefined),
    });
    expect((await compared(since(20))).code).toBe(4);
    expect((await compared(since(19))).code).toBe(0);
  });
});

describe('compare is refused', () => {
  test.each([
    ['a run that is not there', ['run-99'], 'the run run-99 is not in this history'],
    ['a baseline that is not there', ['--baseline', 'run-99'], 'the run run-99 is not in this history'],
    ['a baseline that is not earlier', ['run-3', '--baseline', 'run-4'], 'it is not earlier'],
    ['a format that there is not', ['--format', 'xml'], 'there is no format xml'],
  ])('for %s', async (_, argv, says) => {
    const {code, stderr} = await compared({count: 5, names: FEW}, ...argv);
    expect({code, stderr}).toEqual({code: 2, stderr: expect.stringContaining(says)});
  });

  test.each([
    [{drill: 'other'}, 'it is of the drill other, not of core'],
    [{cluster: 'us-1'}, 'it ran on another cluster'],
    [{fleet: 'test'}, 'it ran on another cluster'],
    [{kind: 'simulated' as const}, 'a cluster of another kind: simulated, not existing'],
    [{outcome: 'failed' as const}, 'it was failed'],
  ])('beside a run with %o', async (run, says) => {
    const {code, stderr} = await compared(
      {count: 5, names: FEW, run: night => (night === 2 ? run : {})},
      '--baseline',
      'run-2',
    );
    expect({code, stderr}).toEqual({code: 2, stderr: expect.stringContaining(says)});
  });
});
