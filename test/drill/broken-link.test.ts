import {describe, expect, test} from 'vitest';
import type {Settled} from '../../src/drill/watch/watched.js';
import type {PlannedExpectation} from '../../src/events/events.js';
import type {Investigation, Source} from '../../src/sources/source.js';
import {ALERTED, AUDITED, COLLECTED, link, source} from './linked.js';

const seen = [AUDITED, 'seen', {latencyMs: 80}] as [PlannedExpectation, 'seen', Partial<Settled>];

describe('the broken link', () => {
  test('is none when everything was seen in time', async () => {
    expect((await link([seen, [ALERTED, 'seen']], [])).link).toBeUndefined();
  });

  test('is the first that was missed, whatever came after it and in whatever order it is expected', async () => {
    const {link: broken} = await link([[ALERTED, 'seen'], [COLLECTED, 'missed'], seen], [source('store', 'collected')]);
    expect(broken).toMatchObject({
      lastHeld: 'audited',
      broken: 'collected',
      cause: 'audited, but not collected: store saw nothing of it',
    });
  });

  test('is one that was missed before one that was late', async () => {
    const late = [COLLECTED, 'late', {latencyMs: 1200}] as [PlannedExpectation, 'late', Partial<Settled>];
    expect((await link([late, [ALERTED, 'missed']], [])).link).toMatchObject({lastHeld: 'executed', broken: 'alerted'});
  });

  test('names other rules that alerted on the attack', async () => {
    const {link: broken} = await link([seen, [ALERTED, 'missed']], [source('siem', 'alerted')], {
      otherAlerts: ['other'],
    });
    expect(broken?.cause).toBe('audited, but not alerted: siem saw nothing of it; only other alerted');
  });

  test('of an alert that nobody was notified of is the alert, with the reason', async () => {
    const quiet = {latencyMs: 2000, source: 'alertmanager', reason: 'silenced by s-1'};
    expect((await link([seen, [ALERTED, 'suppressed', quiet]], [])).link).toMatchObject({
      lastHeld: 'audited',
      broken: 'alerted',
      cause: 'alerted after 2.0 s in alertmanager, but nobody was notified: silenced by s-1',
      proof: {source: 'alertmanager', reason: 'silenced by s-1'},
    });
  });

  test('of what came too late says by how much, and what held it up, in the words of the source that saw it', async () => {
    const late = {latencyMs: 4500, source: 'alertmanager'};
    const delay = async () => ({cause: 'it waits 5 s', change: 'wait less'});
    const sources = [source('other', 'alerted', {delay: async () => ({cause: 'x', change: 'x'})})];
    const slow = source('alertmanager', 'alerted', {delay});
    expect((await link([seen, [ALERTED, 'late', late]], [...sources, slow])).link).toMatchObject({
      broken: 'alerted',
      cause:
        'alerted 3.5 s after its SLA of 1.0 s (audited after 80 ms, alerted after 4.5 s): it waits 5 s (alertmanager)',
      change: 'wait less',
    });
    expect((await link([seen, [ALERTED, 'late', late]], sources)).link?.change).toMatch(/^shorten the slowest link/);
  });
});

describe('the sources of a stage', () => {
  test('are all asked why, and all that know are told, in their order', async () => {
    const asked: [string, Investigation][] = [];
    const explains = (id: string, stage: Source['stage'], cause?: string) =>
      source(id, stage, {
        investigate: async about => {
          asked.push([id, about]);
          return cause === undefined ? undefined : {cause, change: 'c', proof: id};
        },
      });
    const sources = [
      explains('store', 'collected'),
      explains('silent', 'alerted'),
      explains('knows', 'alerted', 'its rule is off'),
      explains('knows too', 'alerted', 'it is silenced'),
    ];
    const {link: broken, execution} = await link([seen, [ALERTED, 'missed']], sources);
    expect(broken).toMatchObject({
      cause: 'its rule is off (knows); it is silenced (knows too)',
      change: 'c',
      proof: {knows: 'knows', 'knows too': 'knows too'},
    });
    expect(asked.map(([id]) => id)).toEqual(['silent', 'knows', 'knows too', 'store']);
    expect(asked[0]?.[1]).toMatchObject({
      stage: 'alerted',
      expected: {rule: 'expected'},
      token: execution.token,
      user: execution.actorUser,
      auditIds: execution.attackRequests.map(r => r.auditId),
    });
  });

  test('that say only that nothing came explain nothing where another knows why', async () => {
    const empty = source('empty', 'alerted', {
      investigate: async () => ({cause: 'it holds 0 alerts', change: 'c', nothingCame: true}),
    });
    const knows = source('knows', 'alerted', {investigate: async () => ({cause: 'k', change: 'c', proof: 1})});
    const missed: Parameters<typeof link>[0] = [seen, [ALERTED, 'missed']];
    expect((await link(missed, [empty, knows])).link).toMatchObject({cause: 'k (knows)', proof: 1});
    expect((await link(missed, [empty])).link?.cause).toBe('it holds 0 alerts (empty)');
  });

  test('that could not look are named, with what they say of themselves by now', async () => {
    const unknown: Parameters<typeof link>[0] = [seen, [ALERTED, 'unknown', {reason: 'it answered 401'}, 'siem']];
    const state = (answer: 'ok' | 'failed') =>
      source('siem', 'alerted', {check: async () => ({state: answer, detail: 'd', next: ['check auth']})});
    expect((await link(unknown, [state('failed')])).link).toEqual({
      lastHeld: 'audited',
      broken: 'alerted',
      cause: 'it is not known whether it was seen: it answered 401 (siem)',
      change: 'check auth',
      proof: {source: 'siem', reason: 'it answered 401', now: 'd'},
    });
    expect((await link(unknown, [state('ok')])).link?.change).toBe('it answers again: run the drill again');
  });

  test('that cannot be asked explain nothing, and the next is asked', async () => {
    const broken = source('down', 'alerted', {investigate: () => Promise.reject(new Error('connection refused'))});
    const knows = source('knows', 'alerted', {investigate: async () => ({cause: 'k', change: 'c'})});
    expect((await link([seen, [ALERTED, 'missed']], [broken, knows])).link?.cause).toBe('k (knows)');
    expect((await link([seen, [ALERTED, 'missed']], [broken])).link?.cause).toBe(
      'audited, but not alerted: down saw nothing of it',
    );
  });
});

describe('an alert that names a controller instead of the actor', () => {
  const user = 'system:serviceaccount:kube-system:job-controller';
  const alert = (id: string) => ({source: 'siem', rule: {id, title: `Title of ${id}`, level: 'high'}, user});

  test('explains the miss when it is of an expected rule', async () => {
    const sources = [source('siem', 'alerted', {investigate: async () => ({cause: 'x', change: 'x'})})];
    const misattributed = [alert('other'), alert('expected')];
    expect((await link([seen, [ALERTED, 'missed']], sources, {misattributed})).link).toMatchObject({
      cause: `Title of expected alerted in siem, but names ${user} instead of the actor`,
      proof: {source: 'siem', rule: 'expected', user},
    });
  });

  test('explains nothing when the source does not take that rule for it', async () => {
    const sources = [source('siem', 'alerted', {accepts: (_expected, {id}) => id === 'its own name'})];
    const misattributed = [alert('expected')];
    expect((await link([seen, [ALERTED, 'missed']], sources, {misattributed})).link?.cause).toMatch(
      /^audited, but not/,
    );
  });
});
