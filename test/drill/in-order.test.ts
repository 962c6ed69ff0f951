import {expect, test} from 'vitest';
import type {PlannedExpectation} from '../../src/events/events.js';
import {playground} from '../helpers/playing.js';

const AUDITED: PlannedExpectation = {stage: 'audited', withinMs: 1000};
const ALERTED: PlannedExpectation = {stage: 'alerted', withinMs: 1000};
const LIST: [string, string] = ['GET', '/api/v1/secrets'];

async function begun(...expectations: PlannedExpectation[]) {
  const ground = await playground();
  const entered = ground.enter(expectations);
  const times = () =>
    entered.watch.watched.map(w => `${w.expectation.stage} ${w.settled?.state} ${w.settled?.latencyMs}`);
  return {...ground, ...entered, times};
}

test('an alert over several requests, which counts from the last, is not told before the first was audited', async () => {
  const {request, clock, audit, alerts, times, seen} = await begun(AUDITED, ALERTED);
  const [first, second] = [await request('attack', LIST), await request('attack', LIST)];
  await clock.advance(5);
  audit.emit([{auditId: first.auditId}]);
  alerts.emit([{auditId: first.auditId}, {auditId: second.auditId}], 'r');
  expect(times()).toEqual(['audited seen 15', 'alerted seen 15']);
  expect(seen().map(s => s.latencyMs)).toEqual([15, 15]);
});

test('an audit event that comes to us after its own alert was there by then', async () => {
  const {request, clock, audit, alerts, times} = await begun(AUDITED, ALERTED);
  const {auditId} = await request('attack', LIST);
  await clock.advance(5);
  alerts.emit([{auditId}], 'r');
  await clock.advance(4);
  audit.emit([{auditId}]);
  expect(times()).toEqual(['audited seen 5', 'alerted seen 5']);
});

test('what is about different steps keeps its own time', async () => {
  const {request, clock, audit, alerts, times} = await begun({...AUDITED, step: 'one'}, {...ALERTED, step: 'two'});
  const one = await request('attack', LIST, {step: 'one'});
  await clock.advance(300);
  audit.emit([{auditId: one.auditId}]);
  const two = await request('attack', LIST, {step: 'two'});
  await clock.advance(20);
  alerts.emit([{auditId: two.auditId}], 'r');
  expect(times()).toEqual(['audited seen 300', 'alerted seen 20']);
});

test('a late one stays late, with its own time: another stage does not make it better', async () => {
  const {request, clock, audit, alerts, times} = await begun(AUDITED, ALERTED);
  const {auditId} = await request('attack', LIST);
  await clock.advance(900);
  alerts.emit([{auditId}], 'r');
  await clock.advance(300);
  audit.emit([{auditId}]);
  expect(times()).toEqual(['audited late 1200', 'alerted seen 900']);
});
