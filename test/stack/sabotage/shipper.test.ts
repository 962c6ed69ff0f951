import {appendFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {realClock} from '../../../src/lib/clock.js';
import {auditEvent} from '../../helpers/audit-event.js';
import {drill} from '../../helpers/drill.js';
import {stackOf} from '../../helpers/stack.js';
import {expectNamed} from '../../sabotage/ways.js';
import {lab, makeIndex} from '../lab.js';
import {holds, ownRsyslog, written} from '../rsyslog.js';

const stackOn = (index: string) =>
  stackOf([`{type: elasticsearch, url: "${lab('LAB_OPENSEARCH')}", index: ${index}, every: 200ms}`, '{type: rules}']);

/** A line of another API server, from so many minutes ago. */
const lineOf = (minutes: number): string =>
  `${JSON.stringify(auditEvent('kd-ffffff', new Date(Date.now() - minutes * 60_000)))}\n`;

test('whole: what rsyslog ships is collected', async () => {
  const index = await makeIndex();
  const {file} = await ownRsyslog(index);
  const settings = {slaMs: 60_000};
  const drilled = await drill(['secrets-listed'], {
    clock: realClock,
    stack: stackOn(index),
    cluster: written(file),
    settings,
  });
  expect(drilled.find('scenario.judged')).toMatchObject({verdict: 'detected'});
});

test('shipper stopped', async () => {
  const index = await makeIndex();
  const {file, stop} = await ownRsyslog(index);
  appendFileSync(file, lineOf(3));
  await holds(index, 1);
  await stop();
  const drilled = await drill(['secrets-listed'], {clock: realClock, stack: stackOn(index), cluster: written(file)});
  expectNamed('shipper-stopped', drilled);
});

test('shipper reading the wrong file', async () => {
  const index = await makeIndex();
  // It reads the log of another API server, to which requests are made all the time.
  const {file} = await ownRsyslog(index);
  appendFileSync(file, lineOf(0));
  await holds(index, 1);
  const busy = setInterval(() => appendFileSync(file, lineOf(0)), 100);
  const drilled = await drill(['secrets-listed'], {clock: realClock, stack: stackOn(index), settings: {slaMs: 5000}});
  clearInterval(busy);
  expectNamed('shipper-wrong-file', drilled);
});
