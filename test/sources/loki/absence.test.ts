import {describe, expect, test} from 'vitest';
import type {Investigation} from '../../../src/sources/source.js';
import {auditEvent} from '../../helpers/audit-event.js';
import {loopback} from '../../helpers/loopback.js';
import {skippingClock} from '../../helpers/skipping-clock.js';
import {interestIn, never, openSource} from '../../helpers/source.js';

/** The attack, by the clock of these tests, which begins at 12:00:58. */
const SINCE = new Date('2026-11-23T12:00:50Z');
const EVENT = auditEvent('kd-1a2b3c', SINCE);
const ABOUT: Investigation = {
  ...{stage: 'collected', expected: {}, token: 'kd-1a2b3c', since: SINCE},
  ...{user: EVENT.user.username ?? '', auditIds: [EVENT.auditID], events: [EVENT]},
};

const entry = (at: string, line = '{"auditID":"another"}'): [string, string] => [`${Date.parse(at)}000000`, line];
/** A line that tells of one moment, and was dated by another, at which it was read. */
const arrived = (at: string, read: string): [string, string] =>
  entry(read, JSON.stringify(auditEvent('kd-ffffff', new Date(at))));
const OWN = entry('2026-11-23T12:00:50Z', JSON.stringify(EVENT));

/**
 * A Loki that answers each question about its newest line with the next of these, the last one for ever, and holds the
 * attack's own line once it has been asked so often.
 */
async function loki({newest, ownFrom = Number.POSITIVE_INFINITY}: {newest: [string, string][]; ownFrom?: number}) {
  let looks = 0;
  const {url} = await loopback(({path, query}) => {
    if (!path.endsWith('/query_range')) return {body: {data: []}};
    const isOwn = query.get('query')?.includes('|~') ?? false;
    const found = isOwn
      ? [OWN].filter(() => looks >= ownFrom)
      : [newest[Math.min(looks++, newest.length - 1)]].filter(one => one !== undefined);
    return {body: {data: {resultType: 'streams', result: [{stream: {job: 'audit'}, values: found}]}}};
  });
  return openSource({type: 'loki', url, query: '{job="audit"}', every: '1h'}, {clock: skippingClock()}).source;
}

describe('two looks at the newest line tell a shipper that is behind from one that has stopped', () => {
  test.each<[string, [string, string][], string | RegExp]>([
    [
      'it stays where it is: stopped',
      [entry('2026-11-23T12:00:10Z')],
      'the newest line of {job="audit"} is 56.0 s old, older than the attack, and no newer one came while it was watched for 8.0 s: the shipper has stopped, is further behind than that, or reads another file',
    ],
    [
      'it moves: behind',
      [entry('2026-11-23T12:00:10Z'), entry('2026-11-23T12:00:10Z'), entry('2026-11-23T12:00:14Z')],
      'lines come to {job="audit"}, but late: while it was watched the newest has moved from 2026-11-23T12:00:10.000Z to 2026-11-23T12:00:14.000Z, 52.0 s behind. The shipper works but has not reached this line yet',
    ],
    [
      'it passes the attack: neither, the line is lost',
      [entry('2026-11-23T12:00:10Z'), entry('2026-11-23T12:00:55Z')],
      'lines of {job="audit"} arrive, this one does not',
    ],
    [
      'lines dated by their arrival are behind by what they tell of',
      [
        arrived('2026-11-23T12:00:10Z', '2026-11-23T12:00:57Z'),
        arrived('2026-11-23T12:00:14Z', '2026-11-23T12:01:00Z'),
      ],
      'lines come to {job="audit"}, but late: while it was watched the newest has moved from 2026-11-23T12:00:10.000000Z to 2026-11-23T12:00:14.000000Z, 52.0 s behind. The shipper works but has not reached this line yet',
    ],
    [
      'there is none at all',
      [],
      '{job="audit"} selects no line of the last day, and none came while it was watched for 8.0 s',
    ],
  ])('%s', async (_name, newest, cause) => {
    expect(await (await loki({newest})).investigate?.(ABOUT, never)).toMatchObject({cause});
  });

  test.each<[string, [string, string][], number, string]>([
    ['alone', [entry('2026-11-23T12:00:10Z')], 1, '10.0 s'],
    [
      'after others that moved the newest one',
      [entry('2026-11-23T12:00:10Z'), entry('2026-11-23T12:00:10Z'), entry('2026-11-23T12:00:14Z')],
      ...([5, '16.0 s'] as const),
    ],
    ['after others of after the attack', [entry('2026-11-23T12:00:55Z')], 3, '12.0 s'],
  ])('the line itself comes while it is watched, %s: late, not lost', async (_name, newest, ownFrom, after) => {
    const source = await loki({newest, ownFrom});
    expect(await source.investigate?.(ABOUT, never)).toMatchObject({
      cause: `the line is in {job="audit"} by now, ${after} after the attack: it arrived after kubedrill stopped waiting`,
    });
  });
});

describe('what Loki discards', () => {
  /** A Loki whose counters are these, look by look, the last ones for ever. */
  async function counting(...looks: (Record<string, number> | undefined)[]) {
    let asked = 0;
    const {url} = await loopback(({path}) => {
      if (path !== '/metrics') return {body: {data: {resultType: 'streams', result: []}}};
      const counts = looks[Math.min(asked++, looks.length - 1)];
      if (!counts) return {status: 404, text: 'no such page'};
      const lines = Object.entries(counts).map(
        ([reason, n]) => `loki_discarded_samples_total{policy="",reason="${reason}",tenant="fake"} ${n}`,
      );
      return {text: `# TYPE loki_discarded_samples_total counter\n${lines.join('\n')}\n`};
    });
    return openSource({type: 'loki', url, query: '{job="audit"}', every: '1h'}, {clock: skippingClock()});
  }

  test('is watched for a while: what it discarded before is not told', async () => {
    const {source} = await counting({rate_limited: 7}, {rate_limited: 7});
    expect(await source.losses?.(never)).toEqual({
      ...{state: 'ok', detail: 'Loki discarded no line in 10.0 s', next: []},
    });
    const losing = await counting({rate_limited: 7}, {rate_limited: 9, line_too_long: 1});
    expect(await losing.source.losses?.(never)).toEqual({
      state: 'warning',
      detail: 'Loki discarded lines of all its streams in 10.0 s: rate_limited (2), line_too_long (1)',
      next: [
        'raise ingestion_rate_mb and ingestion_burst_size_mb of limits_config; raise max_line_size of Loki, or lower the audit level of what has such bodies',
      ],
    });
  });

  test('is not known where Loki does not show its counters', async () => {
    const {source, start} = await counting(undefined);
    expect(await source.losses?.(never)).toBeUndefined();
    await start(interestIn());
    expect(await source.refused?.(ABOUT, never)).toBeUndefined();
  });

  test('since the run began may be what an attack lacks', async () => {
    const {source, start} = await counting({rate_limited: 7}, {rate_limited: 7, per_stream_rate_limit: 4});
    await start(interestIn());
    expect(await source.refused?.(ABOUT, never)).toMatchObject({
      cause: 'Loki has discarded lines since the run began: per_stream_rate_limit (4)',
      change: 'raise per_stream_rate_limit of limits_config, or split the stream by one more label',
    });
  });

  test('a record that is longer than Loki takes is named', async () => {
    const {source, start} = await counting(undefined);
    await start(interestIn());
    const long = {...EVENT, requestObject: {data: 'x'.repeat(300_000)}};
    expect(await source.refused?.({...ABOUT, events: [EVENT, long]}, never)).toMatchObject({
      cause: '1 of them is longer than 262144 bytes',
      proof: {tooLong: [EVENT.auditID]},
    });
  });

  test('nothing is told where nothing was discarded', async () => {
    const {source, start} = await counting({rate_limited: 7});
    await start(interestIn());
    expect(await source.refused?.(ABOUT, never)).toBeUndefined();
  });
});
