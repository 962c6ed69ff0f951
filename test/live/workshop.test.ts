import {describe, expect, test} from 'vitest';
import type {DrillEvent, DrillFact} from '../../src/events/events.js';
import type {LevelWords} from '../../src/events/workshop.js';
import {ClientStore} from '../../src/live/client/store.js';
import {AlertNames, Feed} from '../../src/live/project/feed.js';
import {checkLevels} from '../../src/scenario/exercise/check/levels.js';
import {Drill} from '../../src/scenario/schema.js';
import type {Hello, ViewerEvent} from '../../src/view/live/facts.js';
import {LiveFold} from '../../src/view/live/fold.js';
import {isEarned, lessonsOf, pointsOf, solveTask} from '../../src/view/live/lessons.js';
import {medianOf, STUCK_MS, standings, stuckOf, type WorkshopView} from '../../src/view/live/workshop.js';

const task = (id: string, points = 10): LevelWords['tasks'][number] => ({
  ...{id, points, kind: 'contained', of: 'secrets-listed', text: 'Stop it'},
});
const LEVELS: LevelWords[] = [
  {id: 'L1', title: 'One', tasks: [task('L1.1', 30), task('L1.2', 20)], needs: []},
  {id: 'L2', title: 'Two', tasks: [task('L2.1', 50)], needs: [{level: 'L1', points: 30}]},
  {id: 'L3', title: 'Three', tasks: [task('L3.1')], needs: [{level: 'L2'}]},
];

/** Facts as a log has them. */
const logged = (facts: readonly DrillFact[]): DrillEvent[] =>
  facts.map((fact, seq) => ({seq, at: '2026-12-01T10:00:00.000Z', ms: seq, ...fact}));

const OPENED: DrillFact = {
  ...{type: 'workshop.opened', layout: 'simulated', lengthMs: 3_600_000, levels: LEVELS},
  teams: ['team-1', 'team-2', 'team-10'].map(id => ({id, name: id})),
};

const told = (
  team: string,
  what: 'opened' | 'solved' | 'wrong' | 'hint' | 'help' | 'reset',
  t: number,
  more = {},
): DrillFact => ({
  ...{type: 'team.progressed', team, what, t},
  ...more,
});

function workshopOf(...facts: DrillFact[]): WorkshopView {
  const fold = new LiveFold();
  for (const event of logged([OPENED, ...facts])) fold.add({...event, n: event.seq});
  if (!fold.view.workshop) throw new Error('no workshop');
  return fold.view.workshop;
}

const solves = (team: string, id: string, t: number, points = 10) =>
  told(team, 'solved', t, {task: id, level: id.slice(0, 2), points});

describe('levels', () => {
  test('open by points in another one, or by all tasks of it', () => {
    const lessons = lessonsOf({levels: LEVELS});
    const open = () => LEVELS.filter(level => isEarned(level, lessons)).map(({id}) => id);
    expect(open()).toEqual(['L1']);
    solveTask(lessons, {task: 'L1.2', level: 'L1', points: 20, t: 1});
    expect(open()).toEqual(['L1']);
    solveTask(lessons, {task: 'L1.1', level: 'L1', points: 30, t: 2});
    expect(open()).toEqual(['L1', 'L2']);
    solveTask(lessons, {task: 'L2.1', level: 'L2', points: 50, t: 3});
    expect(open()).toEqual(['L1', 'L2', 'L3']);
    expect(pointsOf(lessons, [{price: 5}, {price: 0}])).toBe(95);
  });

  test('of a drill are checked: what they name, and whether anybody can open them', () => {
    const drill = Drill.parse({
      ...{title: 'x', description: 'x', scenarios: ['pod-exec'], questions: []},
      levels: [
        {id: 'L1', title: 'x', tasks: [{contained: 'pod-exce'}, {answered: 'Q1'}]},
        {id: 'L2', title: 'x', needs: [{level: 'L2'}], tasks: [{acknowledged: 'pod-exec'}]},
        {id: 'L2', title: 'x', needs: [{level: 'L1', points: 51}], tasks: [{acknowledged: 'pod-exec'}]},
      ],
    });
    expect(checkLevels(drill).map(({message}) => message)).toEqual([
      'there is a level L2 already: each needs an id of its own',
      'there is no scenario pod-exce in this drill: did you mean pod-exec?',
      'there is no question Q1 in this drill: the drill has none',
      expect.stringContaining('there is no level L2 before this one'),
      'L1 has 50 points in all: nobody gets 51 there',
    ]);
  });
});

describe('teams', () => {
  test('stand by points, and with as many by who had them first', () => {
    const view = workshopOf(
      solves('team-10', 'L1.1', 60_000, 30),
      solves('team-2', 'L1.1', 50_000, 30),
      solves('team-1', 'L1.2', 40_000, 20),
      told('team-1', 'hint', 41_000, {points: -5}),
    );
    expect(standings(view).map(({id, points}) => [id, points])).toEqual([
      ['team-2', 30],
      ['team-10', 30],
      ['team-1', 15],
    ]);
  });

  test('are stuck after twice the median of others, six minutes at the least, or four wrong answers', () => {
    const opened = ['team-1', 'team-2', 'team-10'].map(team => told(team, 'opened', 0, {level: 'L1'}));
    const quick = workshopOf(...opened, solves('team-2', 'L1.1', 60_000));
    const stuckAt = (view: WorkshopView, t: number, id = 'team-1') => {
      const team = view.teams[id];
      return team && stuckOf(view, team, t);
    };
    expect(medianOf(quick, 'L1.1')).toBe(60_000);
    expect(stuckAt(quick, STUCK_MS)).toBeUndefined();
    expect(stuckAt(quick, STUCK_MS + 1)).toBe('no progress');
    const slow = workshopOf(...opened, solves('team-2', 'L1.1', 400_000), solves('team-10', 'L1.1', 600_000));
    expect(medianOf(slow, 'L1.1')).toBe(500_000);
    expect(stuckAt(slow, 1_000_000)).toBeUndefined();
    expect(stuckAt(slow, 1_000_001)).toBe('no progress');

    const wrong = Array.from({length: 4}, () => told('team-1', 'wrong', 1000));
    expect(stuckAt(workshopOf(...opened, ...wrong.slice(1)), 2000)).toBeUndefined();
    expect(stuckAt(workshopOf(...opened, ...wrong), 2000)).toBe('wrong answers');
    expect(stuckAt(workshopOf(...opened, ...wrong, solves('team-1', 'L1.1', 2000)), 3000)).toBeUndefined();
  });

  test('that have solved everything are not stuck', () => {
    const done = ['L1.1', 'L1.2', 'L2.1', 'L3.1'].map(id => solves('team-1', id, 1000));
    const view = workshopOf(told('team-1', 'opened', 0, {level: 'L1'}), ...done);
    const [team] = standings(view);
    expect(team && stuckOf(view, team, 9_000_000)).toBeUndefined();
  });
});

test('the clock of a board that stands still does so too, and goes on when it may; that of a trainer goes on', () => {
  let now = 0;
  const stores = ['board', 'controls'].map(kind => {
    const store = new ClientStore(() => now);
    store.greet({kind, serverNow: Date.parse('2026-12-01T10:00:00.000Z'), old: 0} as Hello, 'e.-1');
    return store;
  });
  const facts: DrillFact[] = [
    ...[OPENED, {type: 'clock.changed', t: 0, state: 'running', by: 'p1'} as const],
    {type: 'board.frozen', frozen: true, t: 2000, by: 'p1'},
    {type: 'board.frozen', frozen: false, t: 60_000, by: 'p1'},
  ];
  const [opened, begun, frozen, thawed] = logged(facts).map(event => ({...event, n: event.seq}));
  const take = (event: ViewerEvent | undefined) => {
    for (const store of stores) if (event) store.take(event, `e.${event.n}`);
  };
  for (const event of [opened, begun, frozen]) take(event);
  now = 60_000;
  expect(stores.map(({t}) => t)).toEqual([2000, 60_000]);
  take(thawed);
  expect(stores.map(({t}) => t)).toEqual([60_000, 60_000]);
});

test('a board that stands still is sent nothing more, and everything once it goes on; a trainer sees all', () => {
  const facts: DrillFact[] = [
    ...[OPENED, solves('team-1', 'L1.1', 1000), {type: 'board.frozen', frozen: true, t: 2000, by: 'p1'} as const],
    ...[solves('team-2', 'L1.1', 3000, 30), {type: 'clock.changed', t: 4000, state: 'ended', by: 'p1'} as const],
    {type: 'board.frozen', frozen: false, t: 5000, by: 'p1'},
  ];
  const events = logged(facts);
  const source = {picked: (seqs: readonly number[]) => events.filter(({seq}) => seqs.includes(seq))};
  const feeds = [
    new Feed('board', 'board', new AlertNames(), source),
    new Feed('', 'controls', new AlertNames(), source),
  ];
  const lengths = events.map(event => {
    for (const feed of feeds) feed.take(event);
    return feeds.map(({frames}) => frames.length);
  });
  expect(lengths).toEqual([
    [1, 1],
    [2, 2],
    [3, 3],
    [3, 4],
    [3, 5],
    [6, 6],
  ]);
  const types = feeds[0]?.frames.all.map(text => JSON.parse(text).type);
  expect(types?.slice(3)).toEqual(['team.progressed', 'clock.changed', 'board.frozen']);
  // What a projector shows tells nobody which attack it is, or who gave a wrong answer.
  expect(feeds[0]?.frames.all.join('\n')).not.toMatch(/secrets-listed/);
});
