import {expect, test} from 'vitest';
import {obey} from '../../src/live/conductor/commands/index.js';
import {Refused} from '../../src/live/conductor/refused.js';
import type {Participant} from '../../src/live/conductor/roster.js';
import {claimsOf} from '../../src/view/live/claims.js';
import {answersAlerts, attacked, type Staged, staged} from '../helpers/exercise.js';
import {liveContext, liveText} from '../helpers/live-picture.js';

const MINUTE = 60_000;

/** A drill in which everybody does everything a minute after they say to have done it, of which the clock was held for half. */
async function waited() {
  const stage = staged();
  answersAlerts(stage);
  const people = {lead: stage.join('facilitator', 'Lead'), ada: stage.join('commander', 'Ada')};
  const res = stage.join('responder', 'res1');
  await stage.does(people.lead, 'start');
  await stage.pass(30_000);
  await attacked(stage, 'secrets-listed', 'A1');
  return {...stage, ...people, res};
}

const late = (stage: Staged, person: Participant, what: string, input: object, ms: number) =>
  obey(stage.exercise, person, what, input, {
    claimedAt: new Date(stage.clock.wall().getTime() - ms).toISOString(),
  });

const refused = async (done: Promise<unknown>) => {
  const error = await done.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof Refused ? [error.status, error.message] : error;
};

test('a facilitator lets the claimed time of an acknowledgement count, once, with a reason that the log keeps', async () => {
  const stage = await waited();
  const {lead, res, does} = stage;
  await stage.pass(MINUTE);
  await late(stage, res, 'acknowledge', {alert: 'A1'}, 12_000);
  expect(claimsOf(stage.exercise.view)).toEqual([{what: 'acknowledged', id: 'A1', name: 'res1', earlierMs: 12_000}]);
  const accept = {what: 'acknowledged', of: 'A1', reason: 'the access point was down'};
  expect(await refused(does(res, 'accept', accept))).toEqual([403, 'responder may not accept']);
  expect(await refused(does(lead, 'accept', {...accept, reason: ''}))).toMatchObject([422, expect.anything()]);
  await does(lead, 'accept', accept);
  expect(stage.of('time.accepted')).toMatchObject([
    {what: 'acknowledged', id: 'A1', earlierMs: 12_000, by: lead.id, reason: 'the access point was down'},
  ]);
  expect(stage.exercise.view.alerts.A1?.taken).toMatchObject({latencyMs: 27_000, accepted: {earlierMs: 12_000}});
  expect(claimsOf(stage.exercise.view)).toEqual([]);
  expect(await refused(does(lead, 'accept', accept))).toMatchObject([409, /it was accepted by Lead/]);
  // Staff see it; those who respond are not told why.
  const screen = liveText(liveContext(stage, lead), {columns: 100, rows: 30}, {overlay: 'feed', follow: true});
  expect(screen).toContain('Lead accepts that A1 was acknowledged 12.0 s before it came');
  expect(stage.exercise.feeds.get('responder')?.frames.all.join()).not.toContain('access point');
});

test('nothing is accepted that is before what it answers, claims nothing, or is not there', async () => {
  const stage = await waited();
  const {lead, ada, res, does} = stage;
  const accepts = (what: string, id: string) => refused(does(lead, 'accept', {what, of: id, reason: 'r'}));
  await stage.pass(MINUTE);
  await late(stage, res, 'acknowledge', {alert: 'A1'}, 40_000);
  expect(await accepts('acknowledged', 'A1')).toMatchObject([409, /which is before what it answers/]);
  await late(stage, res, 'declare', {severity: 'high', alerts: ['A1'], summary: 's'}, 61_000);
  expect(await accepts('declared', 'INC-1')).toMatchObject([409, /before what it answers/]);
  await does(ada, 'declare', {severity: 'high', alerts: [], summary: 's'});
  expect(await accepts('declared', 'INC-2')).toEqual([409, 'it claims no earlier time']);
  expect(await accepts('declared', 'INC-9')).toEqual([422, 'there is no declared INC-9']);
  expect(stage.of('time.accepted')).toEqual([]);
});

test('a decision and a notification that came late are in time where their claimed time is; a pause is not part of it', async () => {
  const stage = await waited();
  const {lead, ada, does, pass} = stage;
  await does(ada, 'state', {what: 'aware'});
  await pass(3.5 * MINUTE);
  expect(stage.of('question.asked')).toHaveLength(1);
  await pass(6 * MINUTE);
  await does(lead, 'pause');
  await pass(10 * MINUTE);
  await does(lead, 'resume');
  // Asked at minute 4 for 5 minutes, made at minute 10: by the claim at minute 8, on the other side of the pause.
  await late(stage, ada, 'decide', {question: 'Q2', choice: 'watch', rationale: 'w'}, 12 * MINUTE);
  expect(stage.exercise.view.questions.Q2?.decision?.inTime).toBe(false);
  await does(lead, 'accept', {what: 'decided', of: 'Q2', reason: 'no network'});
  expect(stage.of('time.accepted')).toMatchObject([{earlierMs: 2 * MINUTE, inTime: true}]);
  expect(stage.exercise.view.questions.Q2?.decision).toMatchObject({inTime: true, t: 8 * MINUTE});
  await pass(20 * MINUTE);
  const fields = {'suspected-malicious': 'yes', 'cross-border': 'no'};
  await late(stage, ada, 'notify', {clock: 'nis2', fields}, 10 * MINUTE);
  expect(stage.exercise.view.notices[0]?.inTime).toBe(false);
  await does(lead, 'accept', {what: 'notified', of: 'nis2', reason: 'no network'});
  expect(stage.exercise.view.notices[0]).toMatchObject({inTime: true, accepted: {earlierMs: 10 * MINUTE}});
});
