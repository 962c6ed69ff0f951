import {appendFileSync, writeFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {fileFeed} from '../../src/cluster/file-feed.js';
import {realClock} from '../../src/lib/clock.js';
import {LONGEST_LINE} from '../../src/lib/files/line-cutter.js';
import {auditLogSource} from '../../src/sources/api-server/audit-log.js';
import {rulesSource} from '../../src/sources/api-server/rules.js';
import type {Signal} from '../../src/sources/source.js';
import {auditEvent, rulesOf, ruleText} from '../helpers/rules.js';
import {interestIn} from '../helpers/source.js';
import {tempFile} from '../helpers/temp.js';

const OURS = '11111111-1111-4111-8111-111111111111';
const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
const lineOf = (auditID: string, spec: string) =>
  `${JSON.stringify(auditEvent({auditID, requestObject: {spec: 0}})).replace('"spec":0', `"spec":${spec}`)}\n`;

/** Follows a log with rules on it; what is appended is read as it comes. */
async function following(abort: AbortSignal) {
  const file = tempFile('audit.log', '');
  const audit = auditLogSource(fileFeed(file, 5), realClock);
  const rules = rulesSource(rulesOf(ruleText('  s: [nosuchword]\n  condition: not s')), audit, realClock);
  const interest = interestIn([OURS]);
  const alerts: Signal[] = [];
  await rules.start(signal => alerts.push(signal), interest, abort);
  const records: Signal[] = [];
  await audit.start(signal => records.push(signal), interest, abort);
  const since = realClock.now();
  const sight = (source: 'audit' | 'rules') =>
    (source === 'audit' ? audit : rules).sight(since, realClock.now() + 1, 'missed');
  return {file, audit, alerts, records, sight};
}

describe('a line that cannot be read never ends a run', () => {
  test('nested too deeply, of a request of ours: it is audited, and the rules are blind for it', async () => {
    const end = new AbortController();
    const {file, alerts, records, sight} = await following(end.signal);
    appendFileSync(file, lineOf(OURS, deep));
    appendFileSync(file, lineOf('other', '1'));
    await expect.poll(() => alerts.map(a => a.claims[0]?.auditId)).toEqual(['other']);
    expect(records.map(r => r.evidence.ref)).toEqual([OURS]);
    expect(sight('audit')).toEqual({state: 'clear'});
    expect(sight('rules')).toMatchObject({state: 'blind', reason: expect.stringContaining('nested too deeply')});
    end.abort();
  });

  test('nested too deeply, of somebody else: nobody waits for it', async () => {
    const end = new AbortController();
    const {file, alerts, sight} = await following(end.signal);
    appendFileSync(file, lineOf('other', deep) + lineOf(OURS, '1'));
    await expect.poll(() => alerts.map(a => a.claims[0]?.auditId)).toEqual([OURS]);
    expect(sight('rules')).toEqual({state: 'clear'});
    end.abort();
  });

  test('too long, of a request of ours: the log is blind for it, and what follows is read', async () => {
    const end = new AbortController();
    const {file, audit, alerts, sight} = await following(end.signal);
    const long = lineOf(OURS, '"LONG"').replace('LONG', 'x'.repeat(LONGEST_LINE));
    writeFileSync(file, long + lineOf('other', '1'), {flag: 'a'});
    await expect.poll(() => alerts.map(a => a.claims[0]?.auditId)).toEqual(['other']);
    expect(audit.counts).toEqual({events: 1, unreadable: 1});
    expect(sight('audit')).toMatchObject({state: 'blind', reason: expect.stringContaining(OURS)});
    end.abort();
  });
});
