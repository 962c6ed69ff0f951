import {expect, test} from 'vitest';
import type {Clock} from '../../src/lib/clock.js';
import type {Investigation} from '../../src/sources/source.js';
import {auditEvent} from '../helpers/audit-event.js';
import {documentStore, type Stored} from '../helpers/document-store.js';
import {skippingClock} from '../helpers/skipping-clock.js';
import {never, openSource} from '../helpers/source.js';

/** The attack, by the clock of these tests, which begins at 12:00:58. */
const SINCE = new Date('2026-11-23T12:00:50Z');
const EVENT = auditEvent('kd-1a2b3c', SINCE);
const ABOUT: Investigation = {
  ...{stage: 'collected', expected: {}, token: 'kd-1a2b3c', since: SINCE},
  ...{user: EVENT.user.username ?? '', auditIds: [EVENT.auditID], events: [EVENT]},
};

/** A record of the drill's set-up: the moment that its event tells of, and the time that the shipper gave it. */
function record(at: string, stored = at): Stored {
  const event = auditEvent('kd-1a2b3c', new Date(`2026-11-23T${at}Z`));
  return {id: at, source: {...event, '@timestamp': `2026-11-23T${stored}Z`}};
}
const OWN: Stored = {id: 'own', source: {...EVENT, '@timestamp': '2026-11-23T12:00:50Z'}};

/** What kubedrill says where these records are in the store at first, and come to it each time that it waits. */
async function said([atFirst = [], ...later]: Stored[][]) {
  const {url, documents} = await documentStore('audit');
  documents.push(...atFirst);
  const clock = skippingClock();
  const sleep: Clock['sleep'] = async (ms, signal) => {
    await clock.sleep(ms, signal);
    documents.push(...(later.shift() ?? []));
  };
  const config = {type: 'elasticsearch', url, index: 'audit', every: '1h'} as const;
  return openSource(config, {clock: {...clock, sleep}, startedAt: SINCE}).source.investigate?.(ABOUT, never);
}

const OLD = record('12:00:10');
const LATE = 'the record is in audit by now, ';
const BEHIND =
  /^records come to audit, but late: while it was watched the newest has moved from .*10.* to .*14.*, 52\.0 s behind\. The shipper works/;
const DROPPED = 'other records arrive in audit, this one does not; nothing in its mapping speaks against it';

test.each<[string, Stored[][], string | RegExp]>([
  ['nothing comes: stopped', [[OLD]], /^the newest record of audit is .* old, .* while it was watched for 8\.0 s/],
  ['there is none at all', [], 'audit holds no audit record at all, and none came while it was watched for 8.0 s'],
  ['others move, and it does not come: behind', [[OLD], [], [record('12:00:14')]], BEHIND],
  ['others move, and it comes at the last look: late', [[OLD], [record('12:00:14')], [], [], [OWN]], LATE],
  ['others of after the attack are there, and it comes: late', [[record('12:00:55')], [], [OWN]], LATE],
  ['others pass it: not behind, but dropped', [[OLD], [], [record('12:00:55')]], DROPPED],
  ['others are there, and it does not come: dropped', [[record('12:00:55')]], DROPPED],
  [
    'records dated by their arrival are behind by what they tell of',
    [[record('12:00:10', '12:00:57')], [record('12:00:14', '12:01:00')]],
    BEHIND,
  ],
])('%s', async (_name, looks, cause) => {
  expect(await said(looks)).toMatchObject({
    cause: typeof cause === 'string' ? expect.stringContaining(cause) : expect.stringMatching(cause),
  });
});
