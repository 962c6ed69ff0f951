import {expect, test} from 'vitest';
import {lintDrills} from '../../../src/cli/lint/drills.js';
import {lintFiles} from '../../../src/cli/lint/files.js';
import {loadDrill, loadScenarios} from '../../../src/scenario/load.js';
import {tempFile} from '../../helpers/temp.js';

const SCENARIOS = loadScenarios().scenarios;

/** A drill with people in which nothing is wrong. Each case replaces parts of it. */
const SOUND = {
  uses: 'uses: [live]',
  scenarios: 'scenarios: [secrets-listed, pod-exec]',
  roles: `roles:
  - { id: lead, kind: controls, min: 1 }
  - { id: commander, kind: responds, min: 1, can: [declare, decide, notify], backup: responder }
  - { id: responder, kind: responds, min: 1, can: [acknowledge, contain] }
  - { id: communications, kind: responds, min: 1, can: [notify] }`,
  objectives: 'objectives: [{ id: O1, text: Stop it }]',
  briefing: 'briefing: { text: Hello }',
  pace: 'pace: { length: 40m }',
  script: `script:
  - { id: I1, at: 1m, attack: secrets-listed, objectives: [O1] }
  - { id: I2, after: { event: acknowledged, of: secrets-listed, delay: 2m }, attack: pod-exec }
  - { id: I3, at: 9m, ask: Q1 }
  - { id: I4, text: We wait }
  - { id: I5, when: { answered: Q2 }, text: Well done }
  - { id: I6, manual: true, ask: Q2 }`,
  questions: `questions:
  - { id: Q1, text: Shut it down?, choose: [{ id: yes, text: Yes }, { id: no, text: No, leadsTo: [I4] }] }
  - { id: Q2, text: Who was it?, to: [responder], answer: { match: backup-agent } }`,
  clocks: 'clocks: [{ id: nis2, starts: { decision: aware }, due: 24h, scale: 60, to: CSIRT }]',
  hints: 'hints: { pod-exec: [{ price: 5, text: It was backup-agent }] }',
};
type Changes = Partial<Record<keyof typeof SOUND | 'procedures' | 'bystanders', string>>;

/** Stands in a case before each place that has to be named. */
const MARK = '‸';

/** What lint says of a drill, and where, beside the places that are marked in it: `line:column`, in order. */
function told(changes: Changes): {said: string[]; places: string[]; marked: string[]} {
  const text = `title: T\ndescription: D\n${Object.values({...SOUND, ...changes}).join('\n')}\n`;
  const file = tempFile('mine.yaml', text.replaceAll(MARK, ''));
  const found = lintDrills([file], SCENARIOS).problems;
  const inOrder = found.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const marked = text.split('\n').flatMap((line, row) => {
    const parts = line.split(MARK).slice(0, -1);
    return parts.map((_, n) => `${row + 1}:${parts.slice(0, n + 1).join('').length + 1}`);
  });
  return {
    said: inOrder.map(({severity, message}) => `${severity}: ${message}`),
    places: [...new Set(inOrder.map(({line, column}) => `${line}:${column}`))],
    marked,
  };
}

const scriptOf = (...injects: string[]): string => ['script:', ...injects.map(inject => `  - ${inject}`)].join('\n');
/** Nothing that refers to the script of the sound drill. */
const QUIET: Changes = {questions: '', objectives: ''};
const ONE = '{ id: I1, at: 1m, attack: secrets-listed }';
const OTHER = '{ id: I9, at: 1m, attack: pod-exec }';
const script = (...injects: string[]): Changes => ({...QUIET, script: scriptOf(ONE, OTHER, ...injects)});
const asks = (question: string, ...injects: string[]): Changes => ({
  ...script('{ id: I3, at: 2m, ask: Q1 }', ...injects),
  questions: `questions:\n  - ${question}`,
});
const DECISION = '{ id: Q1, text: Q, choose: [{ id: a, text: A }, { id: b, text: B }] }';
const ANSWER = '{ id: Q1, text: Q, answer: { match: backup-agent } }';
const more = (role: string): Changes => ({roles: `${SOUND.roles}\n  - ${role}`});

test('nothing is said of a drill that is sound', () => {
  expect(told({}).said).toEqual([]);
});

type Case = [what: string, changes: Changes, ...said: string[]];

const UNKNOWN_NAMES: Case[] = [
  [
    'a scenario of an attack',
    script('{ id: I2, at: 2m, ‸attack: pod-exce }'),
    'error: there is no scenario pod-exce in this drill: did you mean pod-exec?',
  ],
  [
    'a scenario that is waited for',
    script('{ id: I2, ‸after: { event: detected, ‸of: elsewhere }, text: T }'),
    'error: I2 is never due: no inject starts elsewhere',
    'error: there is no scenario elsewhere in this drill: there are secrets-listed, pod-exec',
  ],
  [
    'a scenario of a condition',
    script('{ id: I2, at: 2m, unless: { is: contained, ‸of: x }, text: T }'),
    'error: there is no scenario x in this drill: there are secrets-listed, pod-exec',
  ],
  [
    'a scenario with hints',
    {hints: 'hints:\n  ‸pod-exe: [{ text: T }]'},
    'error: there is no scenario pod-exe in this drill: did you mean pod-exec?',
  ],
  [
    'a question',
    script('{ id: I2, at: 2m, ‸ask: Q7 }'),
    'error: there is no question Q7 in this drill: the drill has none',
  ],
  [
    'a role',
    script('{ id: I2, at: 2m, to: [‸comander], text: T }'),
    'error: there is no role comander in this drill: did you mean commander?',
  ],
  [
    'a role of a question',
    asks('{ id: Q1, text: Q, to: [‸nobody], answer: { match: yes } }'),
    'error: there is no role nobody in this drill: there are lead, commander, responder, communications',
  ],
  [
    'a backup',
    more('{ ‸id: scribe, kind: responds, can: [ask], min: 1, ‸backup: respnder }'),
    'warning: no procedure of this drill has a step for scribe',
    'error: there is no role respnder in this drill: did you mean responder?',
  ],
  [
    'an objective',
    script('{ id: I2, at: 2m, text: T, objectives: [‸O9] }'),
    'error: there is no objective or task O9 in this drill: the drill has none',
  ],
  [
    'an inject',
    asks('{ id: Q1, text: Q, choose: [{ id: a, text: A, leadsTo: [‸I8] }, { id: b, text: B }] }'),
    'error: there is no inject I8 in this drill: did you mean I1?',
  ],
  [
    'an option',
    asks(DECISION, '{ id: I4, when: { decided: Q1, ‸as: c }, text: T }'),
    'error: there is no option c of Q1: did you mean a?',
  ],
  [
    'a procedure',
    {procedures: 'procedures:\n  - ‸rbac-abus'},
    'error: there is no procedure rbac-abus: did you mean rbac-abuse?',
  ],
  [
    'a file of a procedure',
    {procedures: 'procedures: [‸./ours.yaml]'},
    'error: there is no file ./ours.yaml: its path is taken from this file',
  ],
];

const TWICE: Case[] = [
  [
    'an inject',
    script('{ ‸id: I1, at: 2m, text: T }'),
    'error: there is an inject I1 already: each needs an id of its own',
  ],
  [
    'a question',
    asks(`${ANSWER}\n  - ${ANSWER.replace('id', '‸id')}`),
    'error: there is a question Q1 already: each needs an id of its own',
  ],
  [
    'a role',
    more('{ ‸id: responder, kind: responds, can: [ask] }'),
    'error: there is a role responder already: each needs an id of its own',
  ],
  [
    'an option',
    asks('{ id: Q1, text: Q, choose: [{ id: a, text: A }, { ‸id: a, text: B }] }'),
    'error: there is an option a already: each needs an id of its own',
  ],
  [
    'an objective',
    {objectives: 'objectives:\n  - { id: O1, text: A }\n  - { ‸id: O1, text: B }'},
    'error: there is an objective O1 already: each needs an id of its own',
  ],
  [
    'a task',
    {objectives: 'objectives:\n  - { id: O1, text: A, tasks: [{ id: T1, text: A }, { ‸id: T1, text: B }] }'},
    'error: there is a task T1 already: each needs an id of its own',
  ],
  [
    'a clock',
    {clocks: `${SOUND.clocks.slice(0, -1)}, { ‸id: nis2, starts: { decision: aware }, due: 1m, to: X }]`},
    'error: there is a clock nis2 already: each needs an id of its own',
  ],
  [
    'an attack',
    script('{ id: I2, at: 2m, ‸attack: pod-exec }'),
    'error: I2 starts pod-exec, as I9 does: an attack is played once; name a variant of it, or another',
  ],
];

const NOTHING_SAYS_WHEN =
  'nothing says when I2 is due: give it at, after, when or manual, or let a decision lead to it (leadsTo)';

const WHAT_AND_WHEN: Case[] = [
  [
    'no content',
    script('‸{ id: I2, at: 2m }'),
    'error: I2 does nothing: give it an attack, a text or a question to ask',
  ],
  [
    'two contents',
    asks(ANSWER, '{ id: I2, at: 2m, text: T, ‸ask: Q1 }'),
    'error: I2 has text and ask: an inject does one thing, so make it 2 injects',
  ],
  ['no trigger', script('‸{ id: I2, text: T }'), `error: ${NOTHING_SAYS_WHEN}`],
  [
    'only a fallback',
    script('‸{ id: I2, orAt: 3m, text: T }'),
    `error: ${NOTHING_SAYS_WHEN}; orAt alone is only a fallback, write at`,
  ],
  [
    'two triggers',
    script('{ id: I2, at: 2m, ‸manual: true, text: T }'),
    'error: I2 has at and manual: it is due once, so keep one of them; a second time is orAt',
  ],
  [
    'a time and a fallback',
    script('{ id: I2, at: 2m, ‸orAt: 3m, text: T }'),
    'error: I2 is due at a time already: orAt is for after, when and manual',
  ],
];

const NOT_STARTED: Changes = {scenarios: 'scenarios: [secrets-listed, ‸pod-exec]'};
const IS_NOT_STARTED = 'warning: no inject starts pod-exec: with people it is not played';

const NEVER_DUE: Case[] = [
  [
    'an attack that no inject starts',
    {
      ...QUIET,
      ...NOT_STARTED,
      script: scriptOf(ONE, '{ id: I2, ‸when: { not: contained, of: pod-exec, for: 8m }, text: T }'),
    },
    IS_NOT_STARTED,
    'error: I2 is never due: no inject starts pod-exec',
  ],
  [
    'a decision that nobody is asked',
    {
      ...script('{ id: I4, ‸when: { decided: Q1 }, text: T }'),
      questions: `questions: [${DECISION.replace('id', '‸id')}]`,
    },
    'error: I4 is never due: no inject asks Q1',
    'warning: no inject asks Q1',
  ],
  [
    'an option of a decision that nobody is asked',
    {
      ...script('‸{ id: I4, text: T }'),
      questions: 'questions: [{ ‸id: Q1, text: Q, choose: [{ id: a, text: A, leadsTo: [I4] }, { id: b, text: B }] }]',
    },
    'error: I4 is never due: no inject asks Q1, which leads to it',
    'warning: no inject asks Q1',
  ],
  [
    'an answer to a decision',
    asks(DECISION, '{ id: I4, when: { ‸answered: Q1 }, text: T }'),
    'error: Q1 is a decision: write decided',
  ],
  [
    'a decision about a question',
    asks(ANSWER, '{ id: I4, when: { ‸decided: Q1 }, text: T }'),
    'error: Q1 is not a decision: write answered',
  ],
  [
    'a chain that never begins',
    {
      ...{...QUIET, ...NOT_STARTED, questions: `questions: [${ANSWER}]`},
      script: scriptOf(
        ONE,
        '{ id: I2, ‸after: { event: contained, of: pod-exec }, ask: Q1 }',
        '{ id: I3, ‸when: { answered: Q1 }, text: T }',
      ),
    },
    IS_NOT_STARTED,
    'error: I2 is never due: no inject starts pod-exec',
    'error: I3 is never due: it waits for I2, which never is',
  ],
  [
    'a circle',
    {
      ...QUIET,
      script: scriptOf(
        '{ id: I1, ‸after: { event: contained, of: pod-exec }, attack: secrets-listed }',
        '{ id: I2, after: { event: detected, of: secrets-listed }, attack: pod-exec }',
        '{ id: I3, ‸when: { is: attacked, of: pod-exec }, text: T }',
      ),
    },
    'error: I1 → I2 → I1 wait for each other in a circle: none of them is ever due; give one of them a time',
    'error: I3 is never due: it waits for I2, which never is',
  ],
  [
    'an inject that waits for itself',
    {
      ...QUIET,
      script: scriptOf(OTHER, '{ id: I1, ‸after: { event: missed, of: secrets-listed }, attack: secrets-listed }'),
    },
    'error: I1 waits for itself: it is never due; give it a time',
  ],
  [
    'a time after the end',
    script('{ id: I2, ‸at: 40m, text: T }'),
    'error: I2 is due at 40 m 00 s, and the drill ends at 40 m 00 s: nobody will see it',
  ],
  [
    'a delay beyond the end',
    script('{ id: I2, ‸after: { event: declared, of: pod-exec, delay: 39m }, text: T }'),
    'error: I2 cannot be due before 40 m 00 s, and the drill ends at 40 m 00 s: nobody will see it',
  ],
  [
    'a fallback after the end',
    script('{ id: I2, manual: true, ‸orAt: 1h, text: T }'),
    'warning: orAt of I2 comes after the end of the drill (40 m 00 s): it has no use',
  ],
  [
    'only its fallback',
    {
      ...QUIET,
      ...NOT_STARTED,
      script: scriptOf(ONE, '{ id: I2, ‸after: { event: detected, of: pod-exec }, orAt: 3m, text: T }'),
    },
    IS_NOT_STARTED,
    'warning: I2 waits for what never happens: no inject starts pod-exec; only orAt delivers it',
  ],
];

const answerIn = (question: string) => `error: the answer to ${question} stands in this text, which players read`;

const READABLE: Case[] = [
  ['in the briefing', {briefing: 'briefing: { ‸text: The "Backup-Agent" is fine }'}, answerIn('Q2')],
  [
    'in a rule, over several lines',
    {
      ...asks('{ id: Q1, text: Q, answer: { match: the  node } }'),
      briefing: 'briefing: { text: T, rules: [‸"Save the\n    node"] }',
    },
    answerIn('Q1'),
  ],
  [
    'in an inject, in one language',
    {script: `${SOUND.script}\n  - { id: I7, at: 3m, text: { ‸en: What of backup-agent?, de: Was nun? } }`},
    answerIn('Q2'),
  ],
  ['in a hint without a price', {hints: 'hints: { pod-exec: [{ ‸text: backup-agent }] }'}, answerIn('Q2')],
  ['in an option', {questions: SOUND.questions.replace('text: No', '‸text: backup-agent')}, answerIn('Q2')],
  ['in the question, as a number', asks('{ id: Q1, ‸text: "Is it 4711?", answer: { number: 4711 } }'), answerIn('Q1')],
  [
    'as one of several',
    asks('{ id: Q1, ‸text: Was it a node port?, answer: { oneOf: [node  port, NodePort] } }'),
    answerIn('Q1'),
  ],
  [
    'as a value of a scenario',
    {
      ...asks('{ id: Q1, text: Q, answer: { match: "{{ user:pod-exec }}" } }'),
      briefing: 'briefing: { ‸text: "{{ user:pod-exec }}" }',
    },
    answerIn('Q1'),
    'error: nothing fills in {{ user:pod-exec }} here: texts may say {{ name:LIST }}',
  ],
  ['not as a part of a word', {briefing: 'briefing: { text: Mind the backup-agents }'}],
  ['not a word of two letters', asks('{ id: Q1, text: "Yes or no?", answer: { match: no } }')],
];

const NOBODY: Case[] = [
  [
    'a role that nobody can fill',
    {roles: SOUND.roles.replace('lead, kind: controls, min: 1', 'lead, kind: controls, ‸min: 3, max: 2')},
    'error: lead needs 3 and may have 2: nobody could ever fill it',
  ],
  [
    'a role that responds without a duty',
    {roles: SOUND.roles.replace('{ id: responder,', '‸{ id: responder,').replace(', can: [acknowledge, contain]', '')},
    'error: responder responds and may do nothing: say in can what it is entrusted with',
  ],
  [
    'a role that stands in for itself',
    {roles: SOUND.roles.replace('backup: responder', '‸backup: commander')},
    'error: commander cannot stand in for itself',
  ],
  [
    'a backup that leads',
    {roles: SOUND.roles.replace('backup: responder', '‸backup: lead')},
    'error: lead cannot stand in for commander: it does not respond',
  ],
  [
    'two who control',
    more('{ id: cell, ‸kind: controls }'),
    'error: lead controls the drill already: give several people that role, or make this one observe',
  ],
  [
    'nobody who controls',
    {roles: SOUND.roles.replace('kind: controls', 'kind: observes'), uses: '‸uses: [live]'},
    'error: live needs one role of kind controls: nobody would lead the drill',
  ],
  [
    'nobody who responds',
    {...script(), roles: 'roles: [{ id: lead, kind: controls }]', clocks: '', uses: '‸uses: [tabletop]'},
    'error: tabletop needs a role of kind responds: nobody would play',
  ],
  [
    'no attack',
    {
      ...QUIET,
      script: scriptOf('{ id: I1, at: 1m, text: T }'),
      uses: '‸uses: [live]',
      scenarios: 'scenarios: [‸secrets-listed, ‸pod-exec]',
    },
    'error: live needs a script with an attack: nothing would happen',
    'warning: no inject starts secrets-listed: with people it is not played',
    IS_NOT_STARTED,
  ],
  [
    'a decision for one who may not decide',
    asks('{ id: Q1, ‸to: [responder], text: Q, choose: [{ id: a, text: A }, { id: b, text: B }] }'),
    'error: responder cannot decide Q1: a role that is asked needs decide in can',
  ],
  [
    'a question to one who leads',
    asks('{ id: Q1, ‸to: [lead], text: Q, answer: { match: x } }'),
    'error: lead cannot answer Q1: only roles that respond are asked',
  ],
  [
    'a question about an attack that may not have begun',
    {
      ...asks('{ id: Q1, text: Q, ‸answer: { match: "{{ user:pod-exec }}" } }'),
      script: scriptOf(
        ONE,
        '{ id: I2, after: { event: detected }, orAt: 9m, attack: pod-exec }',
        '{ id: I3, at: 9m, ask: Q1 }',
      ),
    },
    'warning: Q1 may be asked before I2 has started pod-exec: nobody could answer it',
  ],
  [
    'an answer and options',
    asks('{ id: Q1, text: Q, answer: { match: x }, ‸choose: [{ id: a, text: A }, { id: b, text: B }] }'),
    'error: Q1 has an answer and options: a question is right or wrong, a decision neither',
  ],
  [
    'neither answer nor options',
    asks('‸{ id: Q1, text: Q }'),
    'error: Q1 has neither an answer nor options: give it answer, or choose for a decision',
  ],
  [
    'a clock that cannot be due',
    {clocks: 'clocks: [{ id: nis2, starts: { decision: aware }, ‸due: 72h, scale: 60, to: X }]'},
    'error: nis2 is due 1 h 12 m after its start, and the drill takes 40 m 00 s: a scale of 216 puts it at half of the drill',
  ],
  [
    'a clock that nobody may start',
    {
      ...script(),
      roles: SOUND.roles.replace('[declare, decide, notify]', '[notify]'),
      clocks: SOUND.clocks.replace('starts', '‸starts'),
    },
    'error: nobody may state "aware", which starts nis2: a role that responds needs declare or decide in can',
  ],
  [
    'a clock that nobody may stop',
    {
      roles: SOUND.roles.replace('decide, notify', 'decide').replace('[notify]', '[ask]'),
      clocks: SOUND.clocks.replace('to:', '‸to:'),
    },
    'error: nobody may send nis2: a role that responds needs notify in can',
  ],
];

const TEXTS: Case[] = [
  [
    'a text that is too long',
    script(`{ id: I2, at: 2m, ‸text: ${'x'.repeat(4001)} }`),
    'error: script.2.text: must have at most 4000 characters',
  ],
  [
    'an answer that nothing fills in',
    asks('{ id: Q1, text: Q, answer: { ‸match: "{{ user:pod-exce }}" } }'),
    'error: nothing fills in {{ user:pod-exce }} here: pod-exce is not a scenario of this drill',
  ],
  [
    'an answer of no such value',
    asks('{ id: Q1, text: Q, answer: { ‸match: "{{ name }}" } }'),
    'error: nothing fills in {{ name }} here: there are {{ user:SCENARIO }}, {{ namespace:SCENARIO }}, {{ token:SCENARIO }}, and {{ name:LIST }}',
  ],
  [
    'a placeholder without an end',
    script('{ id: I2, at: 2m, ‸text: "Look {{ here" }'),
    'error: {{ has no }} that ends it: people would read it as it stands',
  ],
  [
    'a language that is missing',
    script('{ id: I2, at: 2m, text: { en: A, de: A } }', '{ id: I3, at: 3m, ‸text: { en: A } }'),
    'warning: lacks de, which other texts of this drill have',
  ],
];

const IDLE: Case[] = [
  [
    'an objective that nothing serves',
    {objectives: 'objectives:\n  - { id: O1, text: A }\n  - ‸{ id: O2, text: B }'},
    'warning: nothing serves O2: it has no task to rate, and no inject names it',
  ],
  [
    'an inject for those who lead',
    script('{ id: I2, at: 2m, ‸to: [lead], text: T }'),
    'warning: nobody gets I2: no role that responds is among its recipients, and the others see everything anyway',
  ],
  [
    'an inject for a role that may be empty',
    {
      ...script('{ id: I2, at: 2m, ‸to: [communications], text: T }'),
      roles: SOUND.roles.replace('communications, kind: responds, min: 1', 'communications, kind: responds'),
    },
    'warning: I2 goes to communications alone, a role that may have nobody in it and has no backup',
  ],
  [
    'a question that nobody is asked',
    {
      script: SOUND.script.replace('ask: Q2', 'text: T').replace('when: { answered: Q2 }', 'at: 3m'),
      questions: SOUND.questions.replace('id: Q2', '‸id: Q2'),
    },
    'warning: no inject asks Q2',
  ],
  [
    'a bystander that people do not read of',
    {
      briefing: 'briefing: { text: Spare the shop. }',
      bystanders: 'bystanders: [{ id: shop }, { ‸id: payroll, kind: cronjob }]',
    },
    'warning: no text that players read names payroll: they cannot know what it is, and that it is to be spared',
  ],
  ['a scenario that no inject starts', {...QUIET, ...NOT_STARTED, script: scriptOf(ONE)}, IS_NOT_STARTED],
  [
    'people in a drill for machines',
    {uses: '‸uses: [nightly]'},
    'warning: roles and script have no use: uses names nightly alone',
  ],
  [
    'a role without a step in any procedure',
    more('{ ‸id: scribe, kind: responds, can: [ask], min: 1 }'),
    'warning: no procedure of this drill has a step for scribe',
  ],
  [
    'a role of a procedure that nobody plays',
    {...script(), roles: `‸${SOUND.roles.replace('id: communications', '‸id: press')}`},
    'warning: nobody plays communications, and there are steps for it in interactive-access',
    'warning: no procedure of this drill has a step for press',
  ],
];

const ALL = Object.entries({UNKNOWN_NAMES, TWICE, WHAT_AND_WHEN, NEVER_DUE, READABLE, NOBODY, TEXTS, IDLE});

test.each(
  ALL.flatMap(([group, cases]) => cases.map(([what, changes, ...said]) => [group, what, changes, said] as const)),
)('%s: %s', (_, __, changes, expected) => {
  const {said, places, marked} = told(changes);
  expect(said).toEqual(expected);
  expect(places).toEqual(marked);
});

test('a procedure of the author that is old is a warning in its own file', () => {
  const procedure = tempFile(
    'ours.yaml',
    'title: Ours\nowner: us\nreviewed: 2020-01-15\nsteps: [{ id: a, text: A, role: responder }]\n',
  );
  const drill = tempFile('mine.yaml', `title: T\ndescription: D\nscenarios: [pod-exec]\nprocedures: [${procedure}]\n`);
  const {problems} = lintFiles({drills: [drill]});
  const about = problems.filter(({file}) => file === procedure || file === drill);
  expect(about.map(p => `${p.line}:${p.column} ${p.severity} ${p.check}`)).toEqual(['3:1 warning stale-procedure']);
});

test('with an error in a drill, lint goes on to its scenarios, roles and procedures', () => {
  const {problems} = lintDrills(
    [
      tempFile(
        'mine.yaml',
        `title: T\ndescription: D\nscenarios: [pod-exce]\n${SOUND.roles}\n${scriptOf('{ id: I1, at: 1m }')}\n`,
      ),
    ],
    SCENARIOS,
  );
  expect(problems.map(({message}) => message)).toEqual(
    expect.arrayContaining([expect.stringContaining('I1 does nothing'), 'there is no scenario pod-exce']),
  );
});

test('a drill with an error is not loaded: every problem is told at once, with its place', () => {
  const file = tempFile(
    'mine.yaml',
    `title: T\ndescription: D\nscenarios: [pod-exec]\n${scriptOf('{ id: I1, at: 1m }', '{ id: I1, at: 1m, text: T }')}\n`,
  );
  expect(() => loadDrill(file)).toThrow(expect.objectContaining({exitCode: 2}));
  expect(() => loadDrill(file)).toThrow(/5:5 I1 does nothing[\s\S]*6:7 there is an inject I1 already/);
});
