import {describe, expect, test} from 'vitest';
import {auditEvent} from '../helpers/audit-event.js';
import {loopback} from '../helpers/loopback.js';
import {interestIn, never, openSource} from '../helpers/source.js';

const OURS = auditEvent('kd-1a2b3c', new Date());
const OTHER = auditEvent('kd-1a2b3c', new Date());

/** An alert as ElastAlert2 2.19 writes it into its write-back index. */
const alertOf = (change: object = {}, match: object = {}) => ({
  match_body: {
    ...OURS,
    '@timestamp': OURS.requestReceivedTimestamp,
    _id: 'r-1',
    _index: 'k8s-audit',
    num_hits: 1,
    num_matches: 1,
    ...match,
  },
  rule_name: 'secrets listed',
  alert_info: {type: 'http_post2', http_post2_webhook_url: ['https://hooks.example.com/services/T0/B0/a-secret-path']},
  alert_sent: true,
  alert_time: new Date().toISOString(),
  match_time: OURS.requestReceivedTimestamp,
  '@timestamp': new Date().toISOString(),
  ...change,
});

async function elastalert(
  alerts: object[],
  {records = {}, books = {}}: {records?: Record<string, object>; books?: Record<string, object[]>} = {},
) {
  const hits = (documents: object[], index: string) => ({
    body: {hits: {hits: documents.map((source, i) => ({_index: index, _id: `a-${i}`, _source: source}))}},
  });
  const store = await loopback(({path, body}) => {
    if (path === '/') return {body: {version: {number: '2.19.1', distribution: 'opensearch'}}};
    if (path === '/_mget') {
      const {docs} = body as {docs: {_id: string}[]};
      return {
        body: {
          docs: docs.map(doc => ({_index: 'k8s-audit', ...doc, found: doc._id in records, _source: records[doc._id]})),
        },
      };
    }
    const book = /_(status|error|silence)\/_search$/.exec(path)?.[1];
    return book ? hits(books[book] ?? [], book) : hits(alerts, 'elastalert');
  });
  return openSource({type: 'elastalert', url: store.url, index: 'elastalert', every: '1h'});
}

describe('an alert of ElastAlert2', () => {
  test('is told with the event that it copied, and without what its alerter knows', async () => {
    const opened = await elastalert([alertOf()]);
    await opened.start(interestIn([OURS.auditID]));
    expect(opened.signals).toMatchObject([
      {
        claims: [{auditId: OURS.auditID}],
        events: [{verb: 'list'}],
        rule: {id: 'secrets listed'},
        evidence: {document: {alerter: 'http_post2'}},
      },
    ]);
    expect(JSON.stringify(opened.signals)).not.toContain('a-secret-path');
  });

  test('over several events stands on all that it attached', async () => {
    const opened = await elastalert([alertOf({}, {related_events: [OTHER]})]);
    await opened.start(interestIn([OURS.auditID]));
    expect(opened.signals[0]?.claims.map(c => c.auditId)).toEqual([OURS.auditID, OTHER.auditID]);
  });

  test('that copied too little is joined to its record by index and id', async () => {
    const match = {'@timestamp': OURS.requestReceivedTimestamp, _id: 'r-1', _index: 'k8s-audit', verb: 'list'};
    const opened = await elastalert([alertOf({match_body: match})], {records: {'r-1': OURS}});
    await opened.start(interestIn([OURS.auditID]));
    expect(opened.signals[0]?.claims.map(c => c.auditId)).toEqual([OURS.auditID]);
  });

  test('that could not be sent, or waits, was told to nobody', async () => {
    const exception =
      'Error posting to slack: 404 Client Error: no_team for url: https://hooks.slack.com/services/T0/B0/x?a=b, url: /services/T0/B0/x';
    const opened = await elastalert([
      alertOf({alert_sent: false, alert_exception: exception, alert_info: {type: 'slack'}}),
      alertOf({alert_sent: false, alert_exception: null, alert_time: '2026-11-23T12:05:00Z'}),
    ]);
    await opened.start(interestIn([OURS.auditID]));
    expect(opened.signals.map(s => s.suppressed)).toEqual([
      'ElastAlert2 could not send it by slack: Error posting to slack: 404 Client Error: no_team for url: https://hooks.slack.com/… url: /…',
      'ElastAlert2 holds it back to aggregate it, until 2026-11-23T12:05:00Z',
    ]);
    expect(opened.signals.map(s => s.remedy)).toEqual([
      expect.stringMatching(/^correct slack of the rule/),
      expect.stringMatching(/^shorten aggregation of the rule/),
    ]);
  });

  test('that is none makes the source blind, and says which document it is', async () => {
    const opened = await elastalert([{rule_name: 'x', '@timestamp': 'now'}]);
    await opened.start(interestIn());
    expect(opened.states).toEqual([
      expect.stringMatching(/^down: the alert elastalert\/a-0 is not in the expected form: /),
    ]);
  });
});

describe('a miss is explained from the books', () => {
  const since = new Date(Date.now() - 10_000);
  const now = new Date().toISOString();
  const about = {
    stage: 'alerted' as const,
    expected: {},
    token: 'kd-1a2b3c',
    auditIds: [OURS.auditID],
    events: [OURS],
    since,
  };
  const run = (hits: number, matches: number) => ({
    ...{
      '@timestamp': now,
      rule_name: 'r',
      starttime: since.toISOString(),
      endtime: now,
      hits,
      matches,
      time_taken: 0.1,
    },
  });
  const silence = (name: string) => ({
    ...{'@timestamp': new Date(Date.now() - 60_000).toISOString(), rule_name: name, exponent: 0},
    until: new Date(Date.now() + 60_000).toISOString(),
  });

  test.each([
    ['no run', {}, 'ElastAlert2 has run no rule at all since the attack'],
    [
      'a fault',
      {error: [{message: 'Uncaught exception running rule r: boom', data: {rule: 'r'}}]},
      'ElastAlert2 failed: Uncaught exception running rule r: boom',
    ],
    ['nothing found', {status: [run(0, 0)]}, 'r ran once since the attack, and its filter found no record'],
    [
      'too few',
      {status: [run(2, 0)]},
      'r ran once since the attack, its filter found 2 new records, and it made no match of them: too few for a rule that counts, or known to one that compares',
    ],
    [
      'what was found before is found again: windows overlap, and no rule counts for that',
      {status: [run(2, 0), {...run(2, 1), '@timestamp': new Date(since.getTime() - 1000).toISOString()}]},
      'r ran once since the attack, and its filter found no new record',
    ],
    [
      'silenced by hand',
      {status: [run(1, 1)], silence: [silence('r._silence')]},
      'r matched, but it was silenced by hand until',
    ],
    [
      'realert, by query key',
      {status: [run(1, 1)], silence: [silence('r.alice')]},
      'r matched, but had alerted already: its realert of 2 m 00 s',
    ],
  ])('%s', async (_name, books, cause) => {
    const {source} = await elastalert([], {books});
    expect((await source.investigate?.(about, never))?.cause).toContain(cause);
  });

  test('another rule’s silence explains nothing', async () => {
    const {source} = await elastalert([], {books: {status: [run(1, 1)], silence: [silence('rr')]}});
    expect((await source.investigate?.(about, never))?.cause).toBe(
      'r ran once since the attack and matched, and none of its alerts can be told to be about the attack',
    );
  });

  test('of rules that are meant for others nothing is told but that none claims the technique', async () => {
    const status = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(rule_name => ({...run(30, 0), rule_name}));
    const {source} = await elastalert([], {books: {status}});
    expect(await source.investigate?.({...about, expected: {rule: 'coredns-changed'}}, never)).toMatchObject({
      cause: 'no rule of ElastAlert2 claims coredns-changed: it ran a, b, c, d, e and 2 more',
      change:
        'enable the rule (is_enabled, its file in rules_folder), or write a rule for this technique, or name the one that covers it under `rules` of this source',
    });
    const named = await elastalert([], {books: {status: [...status, {...run(0, 0), rule_name: 'coredns-changed'}]}});
    expect((await named.source.investigate?.({...about, expected: {rule: 'coredns-changed'}}, never))?.cause).toBe(
      'coredns-changed ran once since the attack, and its filter found no record; these credentials see none of the attack in its store either',
    );
  });
});
