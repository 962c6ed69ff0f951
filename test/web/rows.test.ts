import {expect, test} from 'vitest';
import type {Hello} from '../../src/view/live/facts.js';
import {LiveStore} from '../../src/web/net/live-store.js';
import {alertCount, alertRows} from '../../src/web/rows/alerts.js';
import {attackRows} from '../../src/web/rows/attacks.js';
import {deedsOf} from '../../src/web/rows/deeds.js';
import {inboxRows} from '../../src/web/rows/inbox.js';
import {noticeRows, statementRows} from '../../src/web/rows/notices.js';
import {headCount, missingRoles, peopleRows} from '../../src/web/rows/people.js';
import {planRows} from '../../src/web/rows/plan.js';
import {procedureRows} from '../../src/web/rows/procedures.js';
import {questionRows} from '../../src/web/rows/questions.js';
import {ratedRows, suggestionOf} from '../../src/web/rows/ratings.js';
import {timelineOf} from '../../src/web/rows/timeline.js';
import {clockText, storyTime} from '../../src/web/rows/times.js';
import {answering, machines, responding} from '../helpers/answering.js';
import {attacked, type Staged, staged} from '../helpers/exercise.js';

const MINUTE = 60_000;

const helloOf = ({id, role}: {id: string; role: string}) => ({person: id, role, kind: 'responds'}) as const;

/** What the page of a role makes of everything that it has been sent. */
function pageOf(stage: Staged, role: string) {
  const store = new LiveStore(() => 0);
  const {kind = 'board'} = stage.exercise.input.roles.find(({id}) => id === role) ?? {};
  const frames = stage.exercise.feeds.get(role)?.frames.all ?? [];
  store.greet({kind, old: frames.length, serverNow: 0} as Hello, '1acf2e.-1');
  for (const [n, frame] of frames.entries()) store.take(JSON.parse(frame), `1acf2e.${n}`);
  return store.shown;
}

async function begun() {
  const stage = staged();
  answering(stage);
  await machines(stage);
  const [lead, chief, res] = [
    stage.join('facilitator', 'Lead'),
    stage.join('commander', 'Ada'),
    stage.join('responder', 'res1'),
  ];
  await stage.does(lead, 'start');
  await attacked(stage, 'secrets-listed', 'A1');
  return {...stage, lead, chief, res};
}

test('times are shown as clocks do, in the drill and in its story', () => {
  expect([0, 724_000, 3_723_999, -20_000].map(clockText)).toEqual(['0:00', '12:04', '1:02:03', '-0:20']);
  expect(storyTime({start: 'Sat 23:50', scale: 2}, 6 * MINUTE)).toBe('Sun 00:02');
  expect(storyTime({start: '02:10', scale: 1}, 90 * MINUTE)).toBe('03:40');
  expect([storyTime(undefined, 0), storyTime({start: 'at night', scale: 1}, 0)]).toEqual([undefined, undefined]);
});

test('alerts that nobody has taken come first, and are late after the time that the drill gives', async () => {
  const stage = await begun();
  await stage.pass(MINUTE);
  await attacked(stage, 'cluster-admin-bound', 'A2');
  await stage.does(stage.res, 'acknowledge', {alert: 'A2'});
  const {view} = pageOf(stage, 'responder');
  expect(alertRows(view, 5 * MINUTE)).toMatchObject([
    {id: 'A1', level: 'high', waitingMs: 5 * MINUTE, isLate: false, about: [['namespace', 'kd-A1']]},
    {id: 'A2', taken: {name: 'res1', afterMs: 72_000}, isLate: false},
  ]);
  expect(alertRows(view, 5 * MINUTE + 1)[0]).toMatchObject({isLate: true});
  expect(alertCount(view)).toEqual({all: 2, taken: 1});
});

test('what was said: by the story to whom it is for, by those who run the drill, and who has read it', async () => {
  const stage = await begun();
  await stage.does(stage.lead, 'deliver', {inject: 'I4'});
  await stage.does(stage.lead, 'deliver', {inject: 'I3'});
  await stage.does(stage.lead, 'message', {text: 'Lunch at noon'});
  await stage.does(stage.res, 'read', {inject: 'I4'});
  const rows = inboxRows(pageOf(stage, 'responder').view, helloOf(stage.res));
  expect(rows).toMatchObject([
    {kind: 'message', text: 'Lunch at noon', from: 'Lead'},
    {kind: 'inject', id: 'I4', isRead: true, readBy: ['res1']},
  ]);
  expect(inboxRows(pageOf(stage, 'commander').view, helloOf(stage.chief)).map(({id, isRead}) => [id, isRead])).toEqual([
    ['M1', true],
    ['I3', false],
    ['I4', false],
  ]);
});

test('a question is open until it is answered, decided or closed, and says how long people have', async () => {
  const stage = await begun();
  await stage.pass(4 * MINUTE);
  await stage.does(stage.lead, 'deliver', {inject: 'I5'});
  expect(questionRows(pageOf(stage, 'commander').view, 6 * MINUTE)).toMatchObject([
    {id: 'Q1', state: 'open', triesLeft: 2},
    {id: 'Q2', state: 'open', leftMs: 3 * MINUTE, needsRationale: true, options: [{id: 'freeze'}, {id: 'watch'}]},
  ]);
  await stage.does(stage.chief, 'decide', {question: 'Q2', choice: 'freeze', rationale: 'it spreads'});
  await stage.does(stage.res, 'answer', {question: 'Q1', answer: 'root'});
  const [open, decided] = questionRows(pageOf(stage, 'commander').view, 6 * MINUTE);
  expect(open).toMatchObject({id: 'Q1', triesLeft: 1, answers: [{name: 'res1', answer: 'root', state: 'wrong'}]});
  expect(decided).toMatchObject({state: 'decided', decision: {choice: 'Freeze it', name: 'Ada', inTime: true}});
  expect(decided).not.toHaveProperty('leftMs');
  await stage.does(stage.lead, 'reveal', {question: 'Q1'});
  expect(questionRows(pageOf(stage, 'responder').view, 0)).toMatchObject([{id: 'Q1', state: 'closed'}]);
});

test('the clock of a notification runs from what the team has stated', async () => {
  const stage = await begun();
  const notices = (t: number) => noticeRows(pageOf(stage, 'responder').view, t);
  expect(notices(0)).toMatchObject([{id: 'nis2', state: 'waiting', fields: ['suspected-malicious', 'cross-border']}]);
  await stage.pass(MINUTE);
  await stage.does(stage.res, 'state', {what: 'aware'});
  expect(notices(2 * MINUTE)).toMatchObject([{state: 'running', leftMs: 23 * MINUTE}]);
  expect(notices(26 * MINUTE)).toMatchObject([{state: 'overdue', leftMs: -MINUTE}]);
  const over = await begun();
  await over.pass(MINUTE);
  await over.does(over.lead, 'end');
  expect(noticeRows(pageOf(over, 'responder').view, 2 * MINUTE)).toMatchObject([{state: 'never started'}]);
  expect(statementRows(pageOf(stage, 'responder').view)).toMatchObject([
    {what: 'aware', by: 'res1', t: MINUTE},
    {what: 'classified'},
    {what: 'material'},
  ]);
  await stage.does(stage.chief, 'notify', {clock: 'nis2', fields: {'cross-border': 'no'}});
  expect(notices(26 * MINUTE)).toMatchObject([
    {state: 'sent in time', sent: {name: 'Ada', missing: ['suspected-malicious']}},
  ]);
});

test.each([
  [MINUTE, 'not due'],
  [30 * MINUTE, 'not sent'],
] as const)('no clock of a notification runs when the drill is over: after %d ms it is %s', async (ms, state) => {
  const stage = await begun();
  await stage.does(stage.res, 'state', {what: 'aware'});
  await stage.pass(ms);
  await stage.does(stage.lead, 'end');
  const [row] = noticeRows(pageOf(stage, 'responder').view, ms + MINUTE);
  expect(row).toMatchObject({state});
  expect(row).not.toHaveProperty('leftMs');
});

test('steps of a procedure are ticked by those who respond and confirmed by those who watch', async () => {
  const stage = await begun();
  const watcher = stage.join('observer', 'Olga');
  const [procedure] = procedureRows(pageOf(stage, 'responder').view);
  const step = procedure?.steps[0]?.id ?? '';
  await stage.does(stage.res, 'tick', {procedure: procedure?.id, step});
  await stage.does(watcher, 'confirm', {procedure: procedure?.id, step, done: false});
  expect(procedureRows(pageOf(stage, 'observer').view)[0]).toMatchObject({
    done: 1,
    steps: expect.arrayContaining([
      expect.objectContaining({ticked: {name: 'res1', t: 0}, confirmed: {name: 'Olga', done: false}}),
    ]),
  });
  expect(procedureRows(pageOf(stage, 'responder').view)[0]?.steps[0]).not.toHaveProperty('confirmed');
});

test('people stand by role with what each did last; roles that miss somebody are named, but for a backup', async () => {
  const stage = await begun();
  await stage.does(stage.res, 'acknowledge', {alert: 'A1'});
  await stage.does(stage.chief, 'note', {text: 'call the bank'});
  const gone = stage.join('responder', 'Eve');
  await stage.does(stage.lead, 'remove', {person: gone.id, reason: 'not invited'});
  const {view} = pageOf(stage, 'facilitator');
  expect(peopleRows(view).map(({name, state, last}) => [name, state, last?.kind])).toEqual([
    ['Lead', 'online', undefined],
    ['Ada', 'online', 'note'],
    ['res1', 'online', 'acknowledged'],
    ['Eve', 'removed', undefined],
  ]);
  expect(headCount(view)).toBe(3);
  expect(deedsOf(view).map(({kind, about}) => [kind, about])).toEqual([
    ['acknowledged', 'A1'],
    ['note', 'call the bank'],
  ]);
  expect(missingRoles(pageOf(staged(), 'facilitator').view)).toEqual(['facilitator', 'commander', 'responder']);
});

test('the script: what is due first comes first, what is held says so, what is done says by whom', async () => {
  const stage = await begun();
  await stage.does(stage.lead, 'hold', {inject: 'I6', for: '10m'});
  await stage.does(stage.lead, 'skip', {inject: 'I4', reason: 'no time'});
  const {view, run} = pageOf(stage, 'facilitator');
  const rows = planRows(view, {I2: 9 * MINUTE, I3: 8 * MINUTE}, MINUTE);
  expect(rows.map(({id, state, inMs}) => [id, state, inMs])).toEqual([
    ['I3', 'next', 7 * MINUTE],
    ['I2', 'next', 8 * MINUTE],
    ['I6', 'held', 13 * MINUTE],
    ['I5', 'next', 19 * MINUTE],
    ['I7', 'next', undefined],
    ['I1', 'delivered', undefined],
    ['I4', 'left out', undefined],
  ]);
  await stage.does(stage.lead, 'end');
  const over = planRows(pageOf(stage, 'facilitator').view, {I3: 8 * MINUTE}, MINUTE);
  expect(over.find(({id}) => id === 'I3')).toMatchObject({state: 'not delivered'});
  expect(over.find(({id}) => id === 'I3')).not.toHaveProperty('inMs');
  expect(rows.find(({id}) => id === 'I4')).toMatchObject({by: 'Lead', reason: 'no time'});
  expect(rows.find(({id}) => id === 'I3')).toMatchObject({kind: 'message', expect: 'A holding statement'});
  expect(
    timelineOf(view, run, {I3: 8 * MINUTE}, MINUTE).marks.map(({lane, label, tone}) => [lane, label, tone]),
  ).toEqual(
    expect.arrayContaining([
      ['script', 'I1', 'done'],
      ['attacks', 'All Secrets listed across the cluster', 'open'],
      ['alerts', 'A1', 'open'],
      ['script', 'I3', 'planned'],
    ]),
  );
});

test('attacks: what the machines saw, who took the alert, what holds, and what the machine would say of it', async () => {
  const stage = await begun();
  await stage.does(stage.res, 'acknowledge', {alert: 'A1'});
  await stage.does(stage.res, 'declare', {severity: 'high', alerts: ['A1'], summary: 'Secrets are read'});
  await responding(stage, 'secrets-listed');
  await stage.does(stage.lead, 'extend', {scenario: 'secrets-listed', by: '5m'});
  const attacks = () => {
    const {view, run} = pageOf(stage, 'observer');
    return attackRows(view, run);
  };
  const [first, second] = attacks();
  expect(first).toMatchObject({
    ...{id: 'secrets-listed', verdict: 'running', isOpen: true, isContained: false, declaredT: 0, extraMs: 5 * MINUTE},
    detect: {ms: 900},
    acknowledge: {ms: 72_000, person: 'res1'},
    checks: [{state: 'not held'}, {check: 'binding is gone', state: 'held'}],
    evidence: [{object: 'secrets token', state: 'unknown'}],
  });
  expect(second).toMatchObject({id: 'cluster-admin-bound', verdict: 'planned', checks: []});
  expect(first && suggestionOf(first)).toBeUndefined();
  await stage.says({
    ...{type: 'scenario.contained', scenario: 'secrets-listed', ttcMs: 90_000, withinMs: 900_000, holdMs: 10_000},
    checks: ['binding is gone'],
  });
  const {view, run} = pageOf(stage, 'observer');
  expect(timelineOf(view, run, {}, 5 * MINUTE).marks.filter(({lane}) => lane === 'attacks')).toEqual([
    {lane: 'attacks', t: 0, until: 90_000, label: 'All Secrets listed across the cluster', row: 0, tone: 'taken'},
  ]);
  const [contained] = attacks();
  expect(contained && suggestionOf(contained)).toEqual(['P']);
  expect(contained && suggestionOf({...contained, harmMs: 40_000})).toEqual(['S', 'M']);
  expect(contained && suggestionOf({...contained, contain: {ms: 21 * MINUTE, slaMs: 15 * MINUTE}})).toEqual(['S', 'M']);
});

test('of what is rated the last word of each observer counts', async () => {
  const stage = await begun();
  const watcher = stage.join('observer', 'Olga');
  for (const rating of ['M', 'S']) await stage.does(watcher, 'observe', {objective: 'O1', task: 'O1.1', rating});
  expect(ratedRows(pageOf(stage, 'observer').view)).toMatchObject([
    {objective: 'O1', csf: 'RS.MI', ratings: []},
    {objective: 'O1', task: 'O1.1', ratings: [{name: 'Olga', rating: 'S'}]},
  ]);
});
