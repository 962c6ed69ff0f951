import {describe, expect, test} from 'vitest';
import {press} from '../../src/tui/live/ask/form.js';
import {edit, editedText, editorLine, editorOf, insert} from '../../src/tui/live/ask/line-editor.js';
import type {LiveContext} from '../../src/tui/live/context.js';
import type {Effect} from '../../src/tui/live/effect.js';
import {pasted, pressed} from '../../src/tui/live/press.js';
import {initialLiveUi, type LiveUi} from '../../src/tui/live/ui.js';
import {textOf} from '../../src/tui/text/line.js';
import {liveContext, night} from '../helpers/live-picture.js';

const SIZE = {columns: 80, rows: 24};
const NAMED: Record<string, object> = {
  enter: {return: true},
  esc: {escape: true},
  up: {upArrow: true},
  down: {downArrow: true},
  tab: {tab: true},
  'shift+tab': {tab: true, shift: true},
  'ctrl+c': {ctrl: true},
};

/** Presses keys one after the other; words of several letters that are no key's name are typed. */
function keys(context: LiveContext, ...typed: string[]): {ui: LiveUi; effects: Effect[]} {
  let ui = initialLiveUi;
  const effects: Effect[] = [];
  const take = (input: string, key: object) => {
    const next = pressed(ui, input, key, context, SIZE);
    ui = next.ui;
    if (next.effect) effects.push(next.effect);
  };
  for (const word of typed) {
    const named = NAMED[word];
    if (named) take(word === 'ctrl+c' ? 'c' : '', named);
    else for (const letter of word) take(letter, {});
  }
  return {ui, effects};
}

const does = (name: string, input: object = {}) => expect.objectContaining({kind: 'do', name, input});

describe('the keys of those who respond', () => {
  const responder = async () => {
    const {stage, res1} = await night();
    return liveContext(stage, res1);
  };

  test('take the selected alert, or the oldest that is open', async () => {
    const context = await responder();
    expect(keys(context, 'a').effects).toEqual([does('acknowledge', {alert: 'A2'})]);
    expect(keys(context, 'down', 'a').effects).toEqual([does('acknowledge', {alert: 'A1'})]);
    expect(keys(context, 'down', 'down', 'a').effects).toEqual([does('acknowledge', {alert: 'A2'})]);
  });

  test('declare an incident: severity, alerts, and a sentence', async () => {
    const context = await responder();
    const {ui, effects} = keys(context, 'D', 'down', 'enter', 'enter', 'It is bad', 'enter');
    expect(effects).toEqual([does('declare', {severity: 'high', alerts: ['A2'], summary: 'It is bad'})]);
    expect(ui.asking).toBeUndefined();
  });

  test('answer the question that is selected; one that is for another role to decide is not', async () => {
    const context = await responder();
    expect(keys(context, 'r', 'backup-agent', 'enter').effects).toEqual([
      does('answer', {question: 'Q1', answer: 'backup-agent'}),
    ]);
  });

  test('open an inject, which is read then, once', async () => {
    const context = await responder();
    const {ui, effects} = keys(context, 'tab', 'down', 'enter');
    expect([ui.overlay, ui.selected]).toEqual(['whole', 'inject:I4']);
    expect(effects).toEqual([does('read', {inject: 'I4'})]);
    expect(keys(context, 'tab', 'down', 'enter', 'esc').ui.overlay).toBeUndefined();
  });

  test('write a note, with every letter that is a key elsewhere; esc leaves it be', async () => {
    const context = await responder();
    expect(keys(context, 'n', 'aq?Df', 'enter').effects).toEqual([does('note', {text: 'aq?Df'})]);
    expect(keys(context, 'n', 'something', 'esc')).toEqual({ui: initialLiveUi, effects: []});
    expect(keys(context, 'n', 'enter').effects).toEqual([]);
  });

  test('hand in evidence about the selected alert, and save a kubeconfig', async () => {
    const context = await responder();
    expect(keys(context, 'e', '/tmp/pod.yaml', 'enter', 'enter').effects).toEqual([
      {kind: 'evidence', file: '/tmp/pod.yaml', title: 'pod.yaml', alert: 'A2'},
    ]);
    expect(keys(context, 'k', 'enter').effects).toEqual([{kind: 'kubeconfig', file: 'res1.kubeconfig'}]);
  });

  test('ask what a hint costs, and before they leave', async () => {
    const context = await responder();
    expect(keys(context, 'H').effects).toEqual([{kind: 'hint', alert: 'A2'}]);
    expect(keys(context, 'q', 'n').effects).toEqual([]);
    expect(keys(context, 'q', 'y').effects).toEqual([{kind: 'leave'}]);
    expect(keys(context, 'ctrl+c', 'ctrl+c').effects).toEqual([{kind: 'leave'}]);
  });

  test('tick the selected step, or one of a list', async () => {
    const context = await responder();
    const step = {procedure: 'stolen-credential', step: expect.any(String)};
    expect(keys(context, 't', '1').effects).toEqual([does('tick', step)]);
    expect(keys(context, 'shift+tab', 'shift+tab', 'down', 't').effects).toEqual([does('tick', step)]);
  });

  test('are not offered to a role that may not, nor when the drill is over', async () => {
    const context = await responder();
    expect(keys(context, 'N').effects).toEqual([]);
    const over = {...context, view: {...context.view, clock: {...context.view.clock, state: 'ended' as const}}};
    expect(keys(over, 'a', 'n', 'D').ui.asking).toBeUndefined();
    expect(keys(over, 'i', 'Write it down', 'enter', 'enter').effects).toEqual([
      does('improve', {text: 'Write it down'}),
    ]);
    expect(keys({...over, connection: 'over'}, 'q').effects).toEqual([{kind: 'leave'}]);
  });
});

describe('the keys of a commander', () => {
  test('decide with a reason, state, and notify with what is known', async () => {
    const {stage, ada} = await night();
    const context = liveContext(stage, ada);
    expect(keys(context, 'r', '1', 'enter', 'It spreads', 'enter').effects).toEqual([
      does('decide', {question: 'Q2', choice: 'freeze', rationale: 'It spreads'}),
    ]);
    expect(keys(context, 'S', '1').effects).toEqual([does('state', {what: 'aware'})]);
    expect(keys(context, 'N', 'yes', 'enter', 'enter').effects).toEqual([
      does('notify', {clock: 'nis2', fields: {'suspected-malicious': 'yes'}}),
    ]);
  });
});

describe('the keys of a facilitator', () => {
  const facilitator = async () => {
    const {stage, lead} = await night();
    return liveContext(stage, lead);
  };

  test('deliver, hold and leave out the selected inject', async () => {
    const context = await facilitator();
    expect(keys(context, 'd').effects).toEqual([does('deliver', {inject: 'I3'})]);
    expect(keys(context, 'down', 'h', 'enter').effects).toEqual([does('hold', {inject: 'I7', for: '5m'})]);
    expect(keys(context, 'x', 'no time', 'enter').effects).toEqual([does('skip', {inject: 'I3', reason: 'no time'})]);
  });

  test('give the selected attack more time, or close it after a question', async () => {
    const context = await facilitator();
    expect(keys(context, 'shift+tab', 'e', 'enter').effects).toEqual([
      does('extend', {scenario: 'secrets-listed', by: '5m'}),
    ]);
    expect(keys(context, 'shift+tab', 'c', 'enter', 'enter').effects).toEqual([]);
    expect(keys(context, 'shift+tab', 'c', 'enter', 'y').effects).toEqual([
      does('close', {scenario: 'secrets-listed'}),
    ]);
  });

  test('start an attack that is still to come', async () => {
    const context = await facilitator();
    const [first, second] = context.run.scenarios;
    if (!first || !second) throw new Error('two attacks are planned');
    const {phase: _, ...still} = second;
    const before = {...context, run: {...context.run, scenarios: [first, still]}};
    expect(keys(before, 'shift+tab', 'A').effects).toEqual([]);
    expect(keys(before, 'shift+tab', 'down', 'A').effects).toEqual([does('attack', {scenario: 'cluster-admin-bound'})]);
  });

  test('pause and go on at once; end, unseal and removal ask first', async () => {
    const context = await facilitator();
    expect(keys(context, 'p').effects).toEqual([does('pause')]);
    const paused = {...context, view: {...context.view, clock: {...context.view.clock, state: 'paused' as const}}};
    expect(keys(paused, 'p').effects).toEqual([does('resume')]);
    for (const key of ['E', 'u']) expect(keys(context, key, 'enter').effects).toEqual([]);
    expect(keys(context, 'E', 'y').effects).toEqual([does('end')]);
    expect(keys(context, 'u', 'y').effects).toEqual([does('unseal')]);
    expect(keys(context, 'tab', 'down', 'R', 'left', 'enter', 'y').effects).toEqual([
      does('remove', {person: 'p2', reason: 'left'}),
    ]);
  });

  test('send a message to one role or to all', async () => {
    const context = await facilitator();
    expect(keys(context, 'm', 'enter', 'Five minutes', 'enter').effects).toEqual([
      does('message', {to: [], text: 'Five minutes'}),
    ]);
    expect(keys(context, 'm', '3', 'Hurry', 'enter').effects).toEqual([
      does('message', {to: ['commander'], text: 'Hurry'}),
    ]);
  });

  test('start, and insist where roles have nobody', async () => {
    const context = await facilitator();
    const waiting = {...context, view: {...context.view, clock: {...context.view.clock, state: 'waiting' as const}}};
    expect(keys(waiting, 's').effects).toEqual([does('start')]);
    const alone = {...waiting, view: {...waiting.view, people: {}}};
    expect(keys(alone, 's').effects).toEqual([]);
    expect(keys(alone, 's', 'y').effects).toEqual([does('start', {anyway: true})]);
  });

  test('at the screen of the drill’s own process: leave it, or end the drill; after it, close the room', async () => {
    const context = {...(await facilitator()), isConductor: true};
    expect(keys(context, 'q', 'esc').effects).toEqual([]);
    expect(keys(context, 'q', 'enter').effects).toEqual([{kind: 'leave'}]);
    expect(keys(context, 'q', '2').effects).toEqual([{kind: 'stop'}]);
    expect(keys(context, 'ctrl+c', 'ctrl+c').effects).toEqual([{kind: 'stop'}]);
    const over = {...context, view: {...context.view, clock: {...context.view.clock, state: 'ended' as const}}};
    expect(keys(over, 'q', '2').effects).toEqual([{kind: 'do', name: 'finish'}]);
    expect(keys(over, 'F', 'y').effects).toEqual([does('finish')]);
  });
});

test('the keys of an observer rate, correct what they rated, and confirm steps', async () => {
  const {stage, obs1} = await night();
  const context = liveContext(stage, obs1);
  expect(keys(context, '2').effects).toEqual([
    does('observe', {task: 'O1.1', rating: 'S', amends: 'OB1', text: 'it took them long'}),
  ]);
  expect(keys(context, 'n', 'They hesitate', 'enter').effects).toEqual([
    does('observe', {text: 'They hesitate', task: 'O1.1'}),
  ]);
  expect(keys(context, 'tab', 'tab', 'c', '2').effects).toEqual([
    does('confirm', {procedure: 'stolen-credential', step: 'acknowledge', done: false}),
  ]);
});

describe('a line that is entered', () => {
  const typed = (text: string, ...more: [string, object][]) =>
    more.reduce((editor, [input, key]) => edit(editor, input, key, 100), editorOf(text));

  test('is edited where the cursor is, letter by letter as people see them', () => {
    expect(editedText(typed('ae\u0301b', ['', {leftArrow: true}], ['', {backspace: true}]))).toBe('ab');
    expect(editedText(typed('one two', ['w', {ctrl: true}], ['2', {}]))).toBe('one 2');
    expect(editedText(typed('ac', ['', {leftArrow: true}], ['b', {}], ['', {end: true}], ['d', {}]))).toBe('abcd');
    expect(editedText(typed('abc', ['', {home: true}], ['', {delete: true}], ['u', {ctrl: true}]))).toBe('bc');
    expect(editedText(typed('abc', ['', {tab: true}], ['x', {meta: true}], ['', {upArrow: true}]))).toBe('abc');
  });

  test('takes a paste as text: on one line, without what nobody sees, no longer than allowed', () => {
    expect(editedText(insert(editorOf(), 'one\r\ntwo\u001b[31m\u202e', 100))).toBe('one two[31m');
    expect(editedText(insert(editorOf('ab'), 'x'.repeat(1000), 10))).toHaveLength(10);
  });

  test('a paste ends nothing and answers nothing', async () => {
    const {stage, res1} = await night();
    const context = liveContext(stage, res1);
    const {ui} = keys(context, 'n');
    const after = pasted(ui, 'kubectl get pods\nkubectl delete pod x\n');
    expect(editedText(after.asking?.form.editor ?? editorOf())).toBe('kubectl get pods kubectl delete pod x');
    expect(pasted(keys(context, 'q').ui, 'y').asking).toBeDefined();
    expect(pasted(initialLiveUi, 'aaaa')).toBe(initialLiveUi);
  });

  test('is shown around the cursor, whatever its length', () => {
    for (const length of [0, 5, 20, 500]) {
      for (const at of [0, Math.floor(length / 2), length]) {
        const line = editorLine({...editorOf('é'.repeat(length)), at}, 20);
        expect([...textOf(line)].length).toBeLessThanOrEqual(20);
        expect(line.filter(({marked}) => marked)).toHaveLength(1);
      }
    }
  });

  test('nothing but y agrees', () => {
    const form = {
      title: '',
      fields: [{kind: 'sure', ask: ''}] as const,
      place: 0,
      values: {},
      editor: editorOf(),
      option: 0,
    };
    for (const key of ['n', 'q']) expect(press(form, key, {}).state).toBe('cancelled');
    for (const key of [' ', 'x', '1']) expect(press(form, key, {}).state).toBe('open');
    expect(press(form, '', {return: true}).state).toBe('cancelled');
    expect(press(form, 'y', {}).state).toBe('done');
  });
});
