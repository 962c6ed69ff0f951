import {describe, expect, test} from 'vitest';
import type {Verdict} from '../../../src/events/words.js';
import {changes, changeText, flatContext} from '../../../src/history/judge/context.js';
import {judge} from '../../../src/history/judge/judge.js';
import type {Attempt} from '../../../src/history/judge/night.js';
import {rateText} from '../../../src/history/judge/words.js';
import {nightsOf} from '../../helpers/nights.js';

const attempts = (...verdicts: Verdict[]): Attempt[] => verdicts.map(verdict => ({verdict, benign: 'silent'}));
const twin = (...states: ('silent' | 'alerted' | 'unknown')[]): Attempt[] =>
  states.map(benign => ({verdict: 'detected', benign}));

/** Findings after some nights of one scenario, of which those from `from` on are as given. */
function findings(count: number, from: number, tried: (night: number) => Attempt[]) {
  const nights = nightsOf({
    count,
    names: ['s', 't'],
    attempts: (name, n) => (name === 's' && n >= from ? tried(n) : undefined),
  });
  return (judge(nights)?.findings ?? []).map(({kind, scenarios, since}) => `${kind} ${scenarios} ${since.run}`);
}
/** Of the last of 40 nights. */
const tonight = (...verdicts: Verdict[]) => findings(40, 40, () => attempts(...verdicts));

describe('a detection', () => {
  test.each<[Verdict[], string[]]>([
    [['missed', 'missed', 'missed'], ['lost s run-40']],
    [['missed'], ['lost s run-40']],
    [['missed', 'detected'], ['flaky s run-40']],
    [['late', 'detected'], ['flaky s run-40']],
    [['missed', 'late'], []],
    [['late', 'late'], []],
    [['skipped', 'missed'], ['lost s run-40']],
    [['missed', 'inconclusive'], ['lost s run-40']],
    [['inconclusive', 'inconclusive'], []],
    [['inconclusive', 'detected'], []],
    [['not executed'], []],
    [['prevented'], []],
    [['missed', 'prevented'], ['flaky s run-40']],
  ])('of which the attempts were %s: %s', (verdicts, found) => {
    expect(tonight(...verdicts)).toEqual(found);
  });

  test('stays lost, since its first night, until it is back', () => {
    const lost = (night: number) =>
      attempts(night < 60 && night !== 50 ? 'missed' : night === 50 ? 'inconclusive' : 'detected');
    expect(findings(49, 40, lost)).toEqual(['lost s run-40']);
    // Nothing is known of the 50th, but that first attempts fail more often.
    expect(findings(50, 40, lost)).toEqual(['slow loss s run-40']);
    expect(findings(59, 40, lost)).toEqual(['lost s run-40']);
    expect(findings(60, 40, lost)).toContain('recovered s run-60');
    expect(findings(61, 40, lost)).not.toContain('recovered s run-60');
  });

  test('is lost while learning as well, and needs a night before', () => {
    expect(findings(2, 2, () => attempts('missed'))).toEqual(['lost s run-2']);
    expect(findings(1, 1, () => attempts('missed'))).toEqual([]);
  });

  test('was there in 95 % of the first nights, or cannot get lost', () => {
    const missedOn = (...missed: number[]) =>
      findings(41, 1, night => attempts(missed.includes(night) || night === 41 ? 'missed' : 'detected'));
    // 27 of 28 are 96 %, 26 are 93 %; later nights do not count.
    expect(missedOn(3)).toEqual(['lost s run-41']);
    expect(missedOn(3, 9)).toEqual([]);
    expect(missedOn(3, 30)).toEqual(['lost s run-41']);
  });

  test('fails more often: 6 of 14 first attempts beside none of 28, though retries detect it', () => {
    const failing = (times: number) =>
      findings(42, 29, night => (night - 28 <= times ? attempts('missed', 'detected') : attempts('detected')));
    expect(failing(6)).toEqual(['slow loss s run-29']);
    expect(failing(5)).toEqual([]);
  });

  test('has a rate of first attempts, with its interval', () => {
    const nights = nightsOf({
      count: 42,
      names: ['s'],
      attempts: (_, n) => (n > 40 ? attempts('missed', 'detected') : undefined),
    });
    const first = judge(nights)?.first.s;
    expect(first?.before).toMatchObject({detected: 28, of: 28, high: 1});
    expect(first?.before.low).toBeCloseTo(0.879, 3);
    expect(first && rateText(first.recent)).toBe('12 of 14, 60 to 96 %');
  });
});

describe('new noise', () => {
  test('is two plays of the twin running that alerted, tonight the last', () => {
    const from = (states: (night: number) => Attempt[]) => findings(40, 39, states);
    expect(from(() => twin('alerted'))).toEqual(['new noise s run-39']);
    expect(from(night => twin(night === 39 ? 'silent' : 'alerted'))).toEqual([]);
    expect(from(night => (night === 39 ? twin('silent') : twin('alerted', 'alerted')))).toEqual(['new noise s run-40']);
    expect(from(night => twin(night === 39 ? 'alerted' : 'silent'))).toEqual([]);
    expect(from(night => twin(night === 39 ? 'alerted' : 'unknown'))).toEqual([]);
  });

  test('was silent in the baseline', () => {
    const noisy = (...nights: number[]) =>
      findings(40, 1, n => twin(nights.includes(n) || n > 38 ? 'alerted' : 'silent'));
    expect(noisy(5)).toEqual(['new noise s run-39']);
    expect(noisy(5, 9)).toEqual([]);
  });
});

describe('what else differs', () => {
  const before = flatContext({
    kubernetes: 'v1.34.4',
    rules: {pack: '3f2a', byRule: {a: '1', b: '2', c: '3'}},
    scenarios: {s: '1', t: '1'},
    sources: [{id: 'audit', product: 'kube-apiserver', version: 'v1.34.4'}],
    vcs: {commit: 'aa', dirty: false},
  });

  test('is flat by path, members of a list by their id', () => {
    expect(before).toMatchObject({
      'rules.byRule.a': '1',
      'sources.audit.product': 'kube-apiserver',
      'vcs.dirty': 'false',
      kubernetes: 'v1.34.4',
    });
    expect(Object.keys(before)).not.toContain('sources.audit.id');
  });

  test('is told field by field, rules inside their pack, and no files of other scenarios', () => {
    const {'rules.byRule.b': _, 'vcs.dirty': __, ...rest} = before;
    const after = {
      ...rest,
      ...{'rules.pack': '91bc', 'rules.byRule.a': '9', 'rules.byRule.d': '4', 'scenarios.s': '2', 'scenarios.t': '2'},
      ...{stack: 'ab'.repeat(32), kubernetes: 'v1.35.0'},
    };
    expect(changes(before, after, ['s']).map(changeText)).toEqual([
      'kubernetes v1.34.4 → v1.35.0',
      'rule pack 3f2a → 91bc (a changed, b removed, d added)',
      'scenario s 1 → 2',
      'stack added',
      'vcs.dirty removed',
    ]);
    expect(changes(before, before, ['s'])).toEqual([]);
  });
});
