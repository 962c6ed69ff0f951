import {expect, test} from 'vitest';
import type {DrillEvent, DrillFact} from '../../src/events/events.js';
import {hintsOf, levelWords} from '../../src/live/workshop/levels.js';
import {certificates} from '../../src/live/workshop/paper/certificates.js';
import {guide} from '../../src/live/workshop/paper/guide.js';
import {sheet} from '../../src/live/workshop/paper/sheet.js';
import {paperWords} from '../../src/live/workshop/paper/words.js';
import {pageOf} from '../../src/report/html/page.js';
import {chooseScenarios, loadDrill} from '../../src/scenario/load.js';

const drill = loadDrill('core');
const scenarios = chooseScenarios(drill.scenarios);
const material = {
  ...{scenarios, language: 'en', levels: levelWords(drill, 'en'), procedures: []},
  drill: {...drill, hints: hintsOf(drill, scenarios)},
};

test('the guide has every attack with what solves it; the sheet of students names none', () => {
  const [trainers, students] = [pageOf(guide(material)), pageOf(sheet(material))];
  for (const {id, title} of scenarios) {
    expect(trainers).toContain(`(${id})`);
    expect(students).not.toContain(id);
    expect(students).not.toContain(title);
  }
  expect(trainers).toMatch(/powerless/);
  expect(trainers + students).not.toMatch(/\[object |undefined/);
  expect(trainers).toContain('1. Acknowledge the alert');
  for (const {tasks} of material.levels) for (const task of tasks) expect(students).toContain(task.id);
});

test('guide and sheet are in German with --language de, in every sentence of their own', () => {
  const german = {...material, language: 'de', levels: levelWords(drill, 'de')};
  const [trainers, students] = [pageOf(guide(german)), pageOf(sheet(german))];
  for (const page of [trainers, students]) expect(page).toContain('<html lang="de">');
  expect(trainers).toMatch(/Leitfaden[\s\S]*1 Der Plan[\s\S]*gelöst, wenn[\s\S]*Zum Besprechen:[\s\S]*Danach/);
  expect(students).toMatch(/Blatt für Teams[\s\S]*So läuft es ab[\s\S]*Was zu tun ist[\s\S]*Für den Anfang/);
  // What is told apart from scenarios, commands and procedures has no English left.
  const {guide: own, sheet: theirs} = paperWords('en');
  for (const words of [
    own.how,
    own.talk,
    own.hints,
    own.afterwards,
    ...own.questions,
    ...own.last,
    ...theirs.rules,
    theirs.tasks,
  ])
    expect(trainers + students).not.toContain(words);
});

test('a certificate for each team that somebody was in, with what they are called escaped', () => {
  const facts: DrillFact[] = [
    {
      ...{
        type: 'exercise.opened',
        kind: 'workshop',
        title: 'Core <drill>',
        language: 'de',
        acknowledgeMs: 1,
        pace: 'clock',
      },
      briefing: {text: '', rules: [], stopWord: 'STOP DRILL'},
      ...{roles: [], objectives: [], procedures: [], clocks: []},
    },
    {
      ...{type: 'workshop.opened', layout: 'simulated', lengthMs: 1, levels: material.levels},
      teams: ['red', 'blue', 'green'].map(id => ({id, name: id})),
    },
    {type: 'team.progressed', team: 'red', what: 'joined', t: 0, people: 1, person: 'Ada <b>'},
    {type: 'team.progressed', team: 'red', what: 'joined', t: 0, people: 2, person: 'Bob'},
    {type: 'team.progressed', team: 'blue', what: 'joined', t: 0, people: 1, person: 'Eve'},
    {type: 'team.progressed', team: 'blue', what: 'solved', t: 1, level: 'L1', task: 'L1.1', points: 10},
    {type: 'team.progressed', team: 'blue', what: 'solved', t: 2, level: 'L1', task: 'L1.2', points: 50},
    {type: 'team.progressed', team: 'blue', what: 'hint', t: 3, points: -5},
  ];
  const events: DrillEvent[] = facts.map((fact, seq) => ({seq, at: '2026-12-01T10:00:00Z', ms: seq, ...fact}));
  const page = certificates(events) ?? '';
  expect(page.match(/class="certificate"/g)).toHaveLength(2);
  expect(page).toMatch(
    /Urkunde[\s\S]*blue[\s\S]*Eve[\s\S]*L1[\s\S]*2 \/ 12[\s\S]*55[\s\S]*2026-12-01[\s\S]*red[\s\S]*Ada &lt;b&gt;, Bob/,
  );
  expect(page).not.toMatch(/<b>|green|<drill>/);
  expect(certificates(events.slice(0, 2))).toBeUndefined();
});
