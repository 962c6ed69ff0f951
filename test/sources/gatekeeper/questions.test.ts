import {describe, expect, test} from 'vitest';
import type {Clock} from '../../../src/lib/clock.js';
import {realClock} from '../../../src/lib/clock.js';
import type {Investigation} from '../../../src/sources/source.js';
import {auditEvent} from '../../helpers/audit-event.js';
import {never, openSource} from '../../helpers/source.js';
import {constraint, gatekeeperServer, type Kept, SINCE, TOKEN, violation} from './server.js';

/** Ninety seconds after the attack. */
const clock: Clock = {...realClock, wall: () => new Date(SINCE.getTime() + 90_000)};

async function opened(changed: Partial<Kept>, more: object = {}) {
  const {cluster} = await gatekeeperServer(changed);
  return openSource({type: 'gatekeeper', ...more}, {cluster, clock}).source;
}

describe('preflight', () => {
  test('says what the constraints do, and that all is well', async () => {
    const constraints = [constraint('a', 'deny'), constraint('b', 'dryrun'), constraint('c', 'dryrun')];
    const source = await opened({constraints, args: ['--audit-interval=60']});
    expect(await source.check?.(never)).toEqual({
      state: 'ok',
      detail: '3 constraints (1 deny, 2 dryrun), 1 pods of Gatekeeper',
      next: [],
    });
  });

  test('warns of what makes violations late or invisible', async () => {
    const stale = {auditTimestamp: '2026-11-28T11:00:00Z', totalViolations: 57, violations: [violation('shop', 'db')]};
    const source = await opened({
      constraints: [constraint('a', 'dryrun', {...stale, byPod: []})],
      args: ['--audit-interval=300'],
    });
    expect(await source.check?.(never)).toMatchObject({
      state: 'warning',
      next: [
        'a: not enforced by every pod; look at status.byPod',
        'its audit ran last 1 h 01 m ago: is the audit pod up?',
        'a lists 1 of 57 violations: raise --constraint-violations-limit',
        'its --audit-interval is 300 s: say `auditInterval: 300s`',
      ],
    });
    expect((await (await opened({})).check?.(never))?.next).toEqual([
      'apply a constraint: without one Gatekeeper refuses and reports nothing',
    ]);
  });

  test('reads the nulls that its API allows', async () => {
    const bare = {metadata: {name: 'a'}, spec: null, status: null};
    const idle = {...constraint('b', 'deny'), status: {auditTimestamp: null, violations: null, byPod: null}};
    const open = {...constraint('c', 'warn'), spec: {enforcementAction: '', match: {kinds: null, namespaces: null}}};
    const source = await opened({constraints: [bare, idle, open] as never, args: null as never});
    expect(await source.check?.(never)).toMatchObject({
      state: 'warning',
      detail: '3 constraints (3 deny), 1 pods of Gatekeeper',
    });
  });

  test('fails where the logs may not be read, unless they are not to be', async () => {
    const source = await opened({allowed: false});
    expect(await source.check?.(never)).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining(
        'the drill may not list pods in gatekeeper-system, get pods/log in gatekeeper-system',
      ),
    });
  });

  test('counts the audit interval into the latency budget', async () => {
    expect((await opened({}, {auditInterval: '10s'})).budget).toEqual({
      ms: 15_000,
      why: 'Gatekeeper audits every 10.0 s, asked every 5.0 s',
    });
  });
});

describe('why nothing was told', () => {
  const about = (resource = 'pods', since = SINCE): Investigation => {
    const event = auditEvent(TOKEN, since);
    return {
      ...{stage: 'alerted', expected: {rule: 'privileged-pod-created'}, token: TOKEN, since},
      ...{auditIds: [event.auditID], events: [{...event, objectRef: {resource, namespace: TOKEN, name: 'web'}}]},
    };
  };
  const explained = async (constraints: Kept['constraints'], asked = about(), more: object = {}) =>
    (await opened({constraints}, more)).investigate?.(asked, never);

  test.each([
    ['no constraint at all', [], about(), /^there is no constraint$/],
    [
      'kinds that none is about',
      [constraint('a', 'dryrun')],
      about('secrets'),
      /^no constraint is about Secret: Privileged\/a/,
    ],
    [
      'one that is not enforced',
      [constraint('a', 'dryrun', {byPod: [{enforced: false}]})],
      about(),
      /^Privileged\/a is not enforced/,
    ],
    [
      'an audit that has not run since',
      [constraint('a', 'dryrun')],
      about('pods', new Date('2026-11-28T12:01:10Z')),
      /has not audited since the attack: last 2026-11-28T12:01:00Z/,
    ],
    [
      'a list that is cut off',
      [constraint('a', 'dryrun', {totalViolations: 57, violations: [violation('shop', 'db')]})],
      about(),
      /^Privileged\/a lists 1 of 57 violations: this one may be among those left out/,
    ],
    [
      'nothing found',
      [constraint('a', 'dryrun')],
      about(),
      /^Privileged\/a found no violation in what the attack made/,
    ],
  ])('%s', async (_, constraints, asked, cause) => {
    expect((await explained(constraints, asked))?.cause).toMatch(cause);
  });

  test('a constraint that is named and not there', async () => {
    const more = {rules: {'privileged-pod-created': ['no-privileged']}};
    expect(await explained([constraint('a', 'dryrun')], about(), more)).toMatchObject({
      cause: 'no constraint is called no-privileged: there are Privileged/a',
      change: expect.stringContaining('under `rules`'),
    });
  });
});
