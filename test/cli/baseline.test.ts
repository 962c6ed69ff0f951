import {describe, expect, test} from 'vitest';
import {kubedrill, kubedrillIn} from '../helpers/cli.js';
import {type KeptNights, recordsOf, storeOf} from '../history/kept-nights.js';

const FEW = ['node-shell', 'pod-exec', 'secrets-listed'];
const NIGHTS: KeptNights = {
  ...{count: 40, names: FEW},
  attempts: (name, night) => (name === 'pod-exec' && night >= 30 ? [{verdict: 'missed'}] : undefined),
};
const WHY = ['--why', 'it went to another team', '--as', 'ana'];

async function kept(nights: KeptNights = NIGHTS) {
  const url = await storeOf(recordsOf(nights));
  return {
    baseline: (...argv: string[]) => kubedrill('history', 'baseline', ...argv, '--history', url),
    compare: (...argv: string[]) => kubedrill('compare', ...argv, '--history', url),
    url,
  };
}

describe('history baseline', () => {
  test('shows how far baselines are, and that nobody has moved one', async () => {
    const {baseline} = await kept();
    expect(await baseline('show')).toMatchObject({
      code: 0,
      stdout: `core on prod/eu-1: 40 comparable nights
latencies: audited, collected, alerted provisional (28 nights)
baselines begin with the first night: nobody has moved one
`,
    });
  });

  test('of one scenario moves by accept alone, and its loss is no news from then on', async () => {
    const {baseline, compare} = await kept();
    expect((await compare()).code).toBe(1);
    const accepted = await baseline('accept', 'pod-exec', '--from', 'run-30', ...WHY);
    expect(accepted).toMatchObject({code: 0, stdout: 'the baseline of pod-exec begins with run run-30\n'});
    expect((await compare()).code).toBe(0);
    const {stdout} = await baseline('show');
    expect(stdout).toMatch(/UTC {2}ana accepted from 2026-01-30 02:17 UTC on: it went to another team \(pod-exec\)\n$/);
  });

  test('goes back to the first night by reset, and both decisions are kept', async () => {
    const {baseline, compare} = await kept();
    await baseline('accept', '--from', 'run-30', ...WHY);
    expect((await compare()).code).toBe(0);
    expect((await baseline('reset', '--why', 'too early', '--as', 'ben')).code).toBe(0);
    expect((await compare()).code).toBe(1);
    const {decisions} = JSON.parse((await baseline('show', '--json')).stdout);
    expect(decisions).toHaveLength(6);
    expect(decisions.map((d: {who: string}) => d.who)).toEqual(['ana', 'ana', 'ana', 'ben', 'ben', 'ben']);
  });

  test('that begins with the run in question is none: exit 4, and the nights after it learn again', async () => {
    const {baseline, compare} = await kept();
    await baseline('accept', '--from', 'run-30', ...WHY);
    const first = await compare('run-30');
    expect(first).toMatchObject({code: 4, stdout: expect.stringContaining('somebody let it begin with this run')});
    const second = await compare('run-31');
    expect(second).toMatchObject({code: 0, stdout: expect.stringContaining('learning (2 of 14)')});
  });

  test('is decided by whoever is logged in, where nobody is named', async () => {
    const {url, baseline} = await kept();
    const argv = ['history', 'baseline', 'accept', '--why', 'x', '--history', url];
    expect(await kubedrill(...argv)).toMatchObject({code: 2, stderr: expect.stringContaining('--as NAME')});
    expect((await kubedrillIn({USER: 'cy'}, ...argv)).code).toBe(0);
    expect((await baseline('show')).stdout).toContain('cy accepted from');
  });

  test.each([
    [['accept', '--as', 'x'], 'a baseline moves only for a reason'],
    [['accept', '--as', 'x', '--why', '  '], 'a baseline moves only for a reason'],
    [['reset', '--as', 'x'], 'a baseline moves only for a reason'],
    [['accept', 'pod-exce', ...WHY], 'did you mean pod-exec?'],
    [['accept', '--from', 'run-99', ...WHY], 'the run run-99 is not in this history'],
    [['accept', '--from', 'run-2', ...WHY], 'it was interrupted'],
    [['move'], 'history baseline move is not offered'],
  ])('refuses %j', async (argv, says) => {
    const {baseline} = await kept({...NIGHTS, run: night => (night === 2 ? {outcome: 'interrupted'} : {})});
    expect(await baseline(...argv)).toMatchObject({code: 2, stderr: expect.stringContaining(says)});
  });
});

describe('history drift', () => {
  test('names the link, by how much a day, and when its SLA is reached; where too few nights are, that', async () => {
    const slow = (link: string, night: number) => (link === 'alerted' ? 1.003 ** night : 1);
    const drifting = recordsOf({count: 120, slow, verdict: () => ({sla: 13_000})});
    const few = recordsOf({count: 30, names: FEW, run: night => ({uid: `u${night} few-${night}`, cluster: 'us-1'})});
    const url = await storeOf([...drifting, ...few]);
    const {code, stdout} = await kubedrill('history', 'drift', '--history', url);
    expect(code).toBe(0);
    const [first, second] = stdout.trimEnd().split('\n');
    expect(first).toMatch(
      /^core on prod\/eu-1: alerted slower by 0\.3 % a day: reaches its SLA of 13\.0 s in about \d+ days(, scenario-\d+ in about \d+ days)?, rising since 2026-02-\d\d$/,
    );
    // Collecting takes 3.3 s of them, and alerting took 5 s at first.
    const truth = Math.log(9700 / (5000 * 1.003 ** 120)) / Math.log(1.003);
    expect(Math.abs(Number(/about (\d+) days/.exec(stdout)?.[1]) / truth - 1)).toBeLessThan(0.2);
    expect(second).toBe('core on prod/us-1: not known: 30 of 84 nights');
  });

  test('says that nothing drifts', async () => {
    const url = await storeOf(recordsOf({count: 90, names: FEW}));
    expect(await kubedrill('history', 'drift', '--history', url)).toMatchObject({
      stdout: 'core on prod/eu-1: no link drifts\n',
    });
  });
});
