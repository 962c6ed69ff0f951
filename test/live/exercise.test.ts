import {describe, expect, test} from 'vitest';
import {Refused} from '../../src/live/conductor/refused.js';
import {untilOver} from '../../src/live/conductor/until-over.js';
import {attacked, staged} from '../helpers/exercise.js';
import {liveContext} from '../helpers/live-picture.js';

const MINUTE = 60_000;

/** A drill under way, with one person a role. */
async function begun() {
  const stage = staged();
  const [lead, chief, res] = [
    stage.join('facilitator', 'Lead'),
    stage.join('commander', 'Ada'),
    stage.join('responder', 'res1'),
  ];
  await stage.does(lead, 'start');
  return {...stage, lead, chief, res};
}

const refused = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => (error instanceof Refused ? [error.status, error.message] : error),
  );

/** The status alone. */
async function status(promise: Promise<unknown>): Promise<unknown> {
  const found = await refused(promise);
  return Array.isArray(found) ? found[0] : found;
}

describe('the script', () => {
  test('starts an attack at its time, one after an event, and one at the latest', async () => {
    const stage = await begun();
    const {turns} = stage.exercise.input.control;
    expect(turns.has('secrets-listed')).toBe(true);
    await attacked(stage, 'secrets-listed', 'A1');
    await stage.pass(3 * MINUTE);
    const evidence = {kind: 'acknowledgement', ref: 'A1', document: null} as const;
    const ack = {source: 'kubedrill', latencyMs: 1, robot: false, counted: true, keys: ['A1'], evidence};
    await stage.says({type: 'alert.acknowledged', scenario: 'secrets-listed', ...ack});
    await stage.pass(2 * MINUTE - 1000);
    expect(turns.has('cluster-admin-bound')).toBe(false);
    await stage.pass(1000);
    expect(stage.of('inject.delivered').find(({inject}) => inject === 'I2')).toMatchObject({
      ...{by: 'event', planned: 5 * MINUTE, t: 5 * MINUTE, attack: 'cluster-admin-bound'},
    });
  });

  test('takes the fallback where the event does not come', async () => {
    const stage = await begun();
    await stage.pass(9 * MINUTE - 1000);
    expect(stage.exercise.input.control.turns.has('cluster-admin-bound')).toBe(false);
    await stage.pass(1000);
    expect(stage.exercise.input.control.turns.has('cluster-admin-bound')).toBe(true);
  });

  test('a condition has to hold for its time, and no longer counts once it broke', async () => {
    const stage = await begun();
    await attacked(stage, 'cluster-admin-bound', 'A1');
    await stage.pass(8 * MINUTE - 1000);
    expect(stage.of('inject.delivered').some(({inject}) => inject === 'I3')).toBe(false);
    await stage.pass(1000);
    expect(stage.of('inject.delivered').find(({inject}) => inject === 'I3')).toMatchObject({
      by: 'condition',
      from: 'CEO',
    });

    const quick = await begun();
    await attacked(quick, 'cluster-admin-bound', 'A1');
    await quick.pass(MINUTE);
    await quick.says({
      type: 'scenario.contained',
      scenario: 'cluster-admin-bound',
      ttcMs: 1,
      withinMs: 2,
      holdMs: 3,
      checks: [],
    });
    await quick.pass(20 * MINUTE);
    expect(quick.of('inject.delivered').some(({inject}) => inject === 'I3')).toBe(false);
  });

  test('what only the facilitator delivers waits for them; who comes second hears who was first', async () => {
    const stage = await begun();
    await stage.pass(30 * MINUTE);
    expect(stage.of('inject.delivered').some(({inject}) => inject === 'I4')).toBe(false);
    await stage.does(stage.lead, 'deliver', {inject: 'I4'});
    const other = stage.join('facilitator', 'Zoe');
    expect(await refused(stage.does(other, 'deliver', {inject: 'I4'}))).toEqual([
      409,
      'I4 was delivered by Lead at 12:30:58 UTC',
    ]);
    expect(stage.of('inject.delivered').filter(({inject}) => inject === 'I4')).toHaveLength(1);
  });

  test('a decision leads to its inject, and makes another one pointless', async () => {
    const stage = await begun();
    await stage.pass(4 * MINUTE);
    expect(stage.of('question.asked').map(({question, dueT}) => [question.id, dueT])).toEqual([['Q2', 9 * MINUTE]]);
    expect(await refused(stage.does(stage.chief, 'decide', {question: 'Q2', choice: 'freeze'}))).toEqual([
      422,
      'say why: this decision needs a rationale',
    ]);
    await stage.does(stage.chief, 'decide', {question: 'Q2', choice: 'freeze', rationale: 'it spreads'});
    await stage.pass(1000);
    expect(stage.of('inject.delivered').find(({inject}) => inject === 'I7')).toMatchObject({by: 'decision'});
    await stage.pass(20 * MINUTE);
    expect(stage.of('inject.skipped').map(({inject}) => inject)).toEqual(['I5']);
    expect(stage.of('decision.made')).toMatchObject([{choice: 'freeze', inTime: true}]);
  });

  test('one that is held back comes when its time is over, one that is skipped never', async () => {
    const stage = await begun();
    await stage.does(stage.lead, 'hold', {inject: 'I6', for: '3m'});
    await stage.does(stage.lead, 'skip', {inject: 'I2', reason: 'no time'});
    await stage.pass(7 * MINUTE - 1000);
    expect(stage.of('question.asked')).toEqual([]);
    await stage.pass(1000);
    expect(stage.of('question.asked')).toHaveLength(1);
    await stage.pass(30 * MINUTE);
    expect(stage.exercise.input.control.turns.has('cluster-admin-bound')).toBe(false);
  });
});

describe('the clock of people', () => {
  test('a pause moves everything that is still to come, and nothing else', async () => {
    const stage = await begun();
    await stage.pass(3 * MINUTE);
    await stage.does(stage.lead, 'pause', {reason: 'fire alarm'});
    await stage.pass(MINUTE);
    expect(stage.exercise.t).toBe(3 * MINUTE);
    await stage.does(stage.lead, 'resume');
    await stage.pass(MINUTE - 1000);
    expect(stage.of('question.asked')).toEqual([]);
    await stage.pass(1000);
    expect(stage.of('question.asked')).toHaveLength(1);
    expect(stage.of('clock.changed').map(({state, t}) => [state, t])).toEqual([
      ['running', 0],
      ['paused', 3 * MINUTE],
      ['running', 3 * MINUTE],
    ]);
  });

  test('a machine that stood still has paused the drill when it did', async () => {
    const stage = await begun();
    await stage.pass(MINUTE);
    await stage.clock.advance(30_000);
    stage.exercise.tick();
    expect(stage.of('clock.changed').at(-1)).toMatchObject({
      state: 'paused',
      t: MINUTE,
      gapMs: 30_000,
      by: 'conductor',
    });
    expect(stage.exercise.t).toBe(MINUTE);
  });

  test('is not started before the cluster is ready and every role has somebody', async () => {
    const stage = staged();
    const lead = stage.join('facilitator');
    expect(await refused(stage.does(lead, 'start'))).toEqual([409, 'nobody is there yet for commander, responder']);
    await stage.does(lead, 'start', {anyway: true});
    expect(await refused(stage.does(lead, 'start'))).toEqual([409, 'the drill is running']);
    await stage.does(lead, 'end');
    expect(await refused(stage.does(lead, 'pause'))).toEqual([409, 'the drill is over']);
  });
});

describe('what people do', () => {
  test('nobody does what their role may not', async () => {
    const stage = await begun();
    const watcher = stage.join('observer');
    for (const [person, what] of [
      [stage.res, 'deliver'],
      [watcher, 'answer'],
      [stage.res, 'observe'],
      [stage.chief, 'hint'],
    ] as const) {
      expect(await refused(stage.does(person, what, {}))).toEqual([403, `${person.role} may not ${what}`]);
    }
    expect(await refused(stage.does(stage.res, 'dance'))).toEqual([422, 'there is nothing called dance']);
    expect(stage.of('observation.made')).toEqual([]);
  });

  test('an answer is right by the names of this run, wrong ones use up tries, and there is a wait between', async () => {
    const stage = await begun();
    await attacked(stage, 'secrets-listed', 'A1');
    await stage.pass(20 * MINUTE);
    const answer = (text: string) => refused(stage.does(stage.res, 'answer', {question: 'Q1', answer: text}));
    expect(await answer('root')).toBeUndefined();
    expect(await answer('user-of-secrets-listed')).toEqual([429, 'wait 20 s between two tries']);
    await stage.pass(20_000);
    expect(await answer('  USER-of-secrets-listed ')).toBeUndefined();
    expect(stage.of('question.answered').map(({state, points, triesLeft}) => [state, points, triesLeft])).toEqual([
      ['wrong', 0, 1],
      ['too fast', 0, 1],
      ['right', 20, 1],
    ]);
    expect(await answer('again')).toEqual([409, 'Q1 is closed']);
  });

  test('a hint opens after its minute and after the one before; a notification is in time by the statement of the team', async () => {
    const stage = await begun();
    await attacked(stage, 'secrets-listed', 'A1');
    expect(await refused(stage.does(stage.res, 'hint'))).toEqual([409, 'there is no hint at the moment']);
    await stage.pass(MINUTE);
    await stage.does(stage.res, 'hint', {alert: 'A1'});
    await stage.does(stage.res, 'hint');
    expect(stage.of('hint.taken').map(({price}) => price)).toEqual([5, 10]);

    await stage.does(stage.res, 'state', {what: 'aware'});
    expect(await status(stage.does(stage.chief, 'state', {what: 'aware'}))).toBe(409);
    await stage.pass(24 * MINUTE);
    await stage.does(stage.chief, 'notify', {clock: 'nis2', fields: {'suspected-malicious': 'yes'}});
    expect(stage.of('notice.sent')).toMatchObject([{inTime: true, missing: ['cross-border']}]);
  });

  test('a notification a second too late is late; one whose clock nobody started is neither', async () => {
    const stage = await begun();
    await stage.does(stage.res, 'state', {what: 'aware'});
    await stage.pass(24 * MINUTE + 1000);
    await stage.does(stage.chief, 'notify', {clock: 'nis2', fields: {}});
    expect(stage.of('notice.sent')).toMatchObject([{inTime: false}]);
    const other = await begun();
    await other.does(other.chief, 'notify', {clock: 'nis2', fields: {}});
    expect(other.of('notice.sent')[0]).not.toHaveProperty('inTime');
  });

  test('an alert is shown as a stack would, an incident names it, a note is corrected only by its author', async () => {
    const stage = await begun();
    await attacked(stage, 'secrets-listed', 'A1');
    expect(stage.of('alert.shown')).toMatchObject([
      {alert: 'A1', rule: 'Something odd', about: {namespace: 'kd-A1'}, level: 'high'},
    ]);
    expect(await refused(stage.does(stage.res, 'declare', {severity: 'high', alerts: ['A9'], summary: 'x'}))).toEqual([
      422,
      'there is no alert A9',
    ]);
    await stage.does(stage.res, 'declare', {severity: 'high', alerts: ['A1'], summary: 'Secrets are read'});
    expect(stage.exercise.course.since('declared', 'secrets-listed')).toBe(0);
    await stage.does(stage.res, 'note', {text: 'it is the \u202ebackup\u0007 account'});
    expect(stage.of('note.written')).toMatchObject([{id: 'N1', text: 'it is the backup account'}]);
    expect(await status(stage.does(stage.chief, 'note', {text: 'no', amends: 'N1'}))).toBe(403);
    await stage.does(stage.res, 'note', {text: 'it is another one', amends: 'N1'});
    // What was corrected is no longer there to be corrected; nobody corrects what there never was.
    for (const amends of ['N1', 'N9']) {
      expect(await status(stage.does(stage.res, 'note', {text: 'no', amends}))).toBe(403);
    }
    await stage.does(stage.res, 'note', {text: 'it is a third one', amends: 'N2'});
    expect(liveContext(stage, stage.chief).view.notes.map(({text}) => text)).toEqual(['it is a third one']);
  });

  test('more time, and an end, for one attack; a message goes to whom it is for; observers rate', async () => {
    const stage = await begun();
    expect(await status(stage.does(stage.lead, 'extend', {scenario: 'secrets-listed'}))).toBe(409);
    await attacked(stage, 'secrets-listed', 'A1');
    const {leeway} = stage.exercise.input.control;
    await stage.does(stage.lead, 'extend', {scenario: 'secrets-listed', by: '5m'});
    expect(leeway.extraMs('secrets-listed')).toBe(5 * MINUTE);
    await stage.does(stage.lead, 'close', {scenario: 'secrets-listed'});
    expect([leeway.closed('secrets-listed').aborted, leeway.closed('cluster-admin-bound').aborted]).toEqual([
      true,
      false,
    ]);
    await stage.does(stage.lead, 'message', {to: ['commander'], text: 'hurry'});
    const watcher = stage.join('observer');
    expect(await refused(stage.does(watcher, 'observe', {objective: 'O7', rating: 'P'}))).toEqual([
      422,
      'there is no objective O7',
    ]);
    await stage.does(watcher, 'observe', {objective: 'O1', task: 'O1.1', rating: 'S', text: 'quick'});
    expect(stage.exercise.view.observations).toMatchObject([{rating: 'S', task: 'O1.1'}]);
    await stage.does(stage.lead, 'end', {reason: 'lunch'});
    expect(leeway.closed('cluster-admin-bound').aborted).toBe(true);
    expect(await stage.exercise.input.control.turns.of('cluster-admin-bound', new AbortController().signal)).toBe(
      false,
    );
  });

  test('who was removed is nobody any more', async () => {
    const stage = await begun();
    const {person, token} = stage.roster.add('Eve', 'responder', 'web');
    expect(stage.roster.byToken(token.reveal())?.name).toBe('Eve');
    await stage.does(stage.lead, 'remove', {person: person.id, reason: 'not invited'});
    expect(stage.roster.byToken(token.reveal())).toBeUndefined();
  });
});

test('a conductor that goes on from the log knows what the one before knew', async () => {
  const stage = await begun();
  await attacked(stage, 'secrets-listed', 'A1');
  await stage.pass(4 * MINUTE);
  await stage.does(stage.chief, 'decide', {question: 'Q2', choice: 'freeze', rationale: 'it spreads'});
  await stage.does(stage.res, 'note', {text: 'one'});
  const again = staged(undefined, {saved: stage.roster.save(), past: stage.log.events});
  expect(again.exercise.view).toEqual(stage.exercise.view);
  expect(again.exercise.nextId('note.written', 'N')).toBe('N2');
  expect(again.exercise.scenarioOf('A1')).toBe('secrets-listed');
  expect(again.exercise.scriptState).toEqual(stage.exercise.scriptState);
});

describe('a drill goes on', () => {
  /** A drill whose cluster is over as soon as the script is. */
  async function conducted(listening: () => number, startsItself = false) {
    const stage = staged();
    const {clock, exercise} = stage;
    const running = exercise.input.control.turns.over(new AbortController().signal).then(() => undefined);
    const stop = new AbortController();
    const over = untilOver(exercise, {clock, running, listening, startsItself, signal: stop.signal, aloneMs: MINUTE});
    await clock.advance(0);
    return {...stage, over, stop};
  }

  test('by itself where it was asked to, until nobody has been there for a while', async () => {
    const stage = await conducted(() => 0, true);
    expect(stage.of('clock.changed')).toMatchObject([{state: 'running', by: 'clock'}]);
    await stage.clock.advance(50_000);
    stage.join('responder', 'late');
    await stage.clock.advance(MINUTE);
    expect(stage.exercise.time.state).toBe('running');
    await stage.clock.advance(500);
    expect(stage.of('clock.changed').at(-1)).toMatchObject({state: 'ended', reason: 'nobody was there any more'});
    expect(await stage.over).toBeUndefined();
  });

  test('as long as somebody listens; then people talk until the room is closed', async () => {
    let people = 1;
    const stage = await conducted(() => people);
    await stage.clock.advance(10 * MINUTE);
    const lead = stage.join('facilitator');
    await stage.does(lead, 'start', {anyway: true});
    await stage.does(lead, 'end');
    await stage.does(lead, 'survey', {question: 'What went well?', score: 4, text: ''});
    let isOver = false;
    void stage.over.then(() => {
      isOver = true;
    });
    await stage.clock.advance(MINUTE);
    expect(isOver).toBe(false);
    await stage.does(lead, 'finish');
    await stage.clock.advance(250);
    await stage.over;
    people = 0;
    const left = await conducted(() => people, true);
    await left.clock.advance(2 * MINUTE);
    await left.over;
  });
});
