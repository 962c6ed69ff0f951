import {describe, expect, test} from 'vitest';
import {widthOf} from '../../src/view/text.js';
import type {DrillOptions} from '../helpers/events.js';
import {type Picture, picture} from '../helpers/screen.js';

const SIZES = [
  {columns: 40, rows: 12},
  {columns: 60, rows: 20},
  {columns: 80, rows: 24},
  {columns: 120, rows: 30},
  {columns: 160, rows: 50},
];

const STATES: Record<string, Pick<Picture, 'drill' | 'ui'>> = {
  'coming up': {drill: {untilMs: 9000}},
  running: {drill: {untilMs: 18_000}, ui: {selected: 2}},
  mixed: {drill: {variant: 'one missed'}, ui: {selected: 4, showScenario: true}},
  ended: {drill: {variant: 'one missed'}},
  stopping: {drill: {variant: 'interrupted', untilMs: 17_000}, ui: {stopping: true}},
};

describe.each(SIZES)('at $columns x $rows', size => {
  test.each(Object.keys(STATES))('the console while it is %s', async state => {
    const text = picture({...size, ...STATES[state]});
    await expect(text).toMatchFileSnapshot(`golden/${state.replace(' ', '-')}-${size.columns}x${size.rows}.txt`);
    const lines = text.split('\n');
    expect(lines).toHaveLength(size.rows);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(size.columns);
  });
});

describe('the console', () => {
  const at80 = (drill: DrillOptions, ui: Picture['ui'] = {}) => picture({columns: 80, rows: 24, drill, ui});

  test('always says when the cluster is simulated, however narrow', () => {
    for (const size of SIZES) {
      for (const drill of [{untilMs: 3000}, {untilMs: 18_000}, {}]) {
        const header = picture({...size, drill: {...drill, simulated: true}}).split('\n')[0];
        expect(header).toContain('SIMULATED');
      }
    }
  });

  test('keeps both labels of a simulated run that is played again on the narrowest screen', () => {
    const header = picture({columns: 40, rows: 12, drill: {simulated: true, untilMs: 18_000}, replay: true}).split(
      '\n',
    )[0];
    expect(header).toMatch(/REPLAY +SIMULATED/);
    expect(header).toContain('00:1');
  });

  test('shows problems of the preflight before what is in order', () => {
    const text = at80({variant: 'one missed', untilMs: 13_900});
    expect(text.indexOf('no rule exec-into-pod')).toBeLessThan(text.indexOf('Permissions of the drill'));
    expect(text).toContain('next: put rules/exec-into-pod.yaml back');
  });

  test('refuses politely where nothing could be read', () => {
    expect(picture({columns: 36, rows: 10})).toContain('kubedrill needs 40x12');
    expect(picture({columns: 80, rows: 11})).toContain('needs 40x12');
  });

  test('is plain ASCII when asked, in every state', () => {
    for (const state of Object.values(STATES)) {
      expect(picture({columns: 80, rows: 24, ascii: true, ...state})).toMatch(/^[\x20-\x7e\n]*$/);
    }
    const keys = picture({columns: 80, rows: 24, ascii: true, ui: {screen: 'keys'}});
    expect(keys).toMatch(/^[\x20-\x7e\n]*$/);
  });

  test('shows the documents of the evidence folded, and whole when opened', () => {
    const folded = picture({columns: 100, rows: 60, ui: {screen: 'evidence'}});
    const open = picture({columns: 100, rows: 60, ui: {screen: 'evidence', open: true}});
    expect(folded).toContain('"auditID": "00000000-0000-4000-8000-a1f000000000"');
    expect(folded).toContain('"rule": "secrets-enumerated"');
    expect(open).toContain('"authorization.k8s.io/decision": "allow"');
  });

  test('lists all keys', () => {
    const text = at80({}, {screen: 'keys'});
    for (const key of ['evidence', 'search', 'skip', 'stop the drill and clean up', 'leave'])
      expect(text).toContain(key);
  });

  test('keeps the marks of a scenario without a verdict apart from a verdict', () => {
    expect(at80({variant: 'interrupted'})).toMatch(/Privileged pod .*– no verdict/);
  });
});
