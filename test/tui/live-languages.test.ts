import {describe, expect, test} from 'vitest';
import type {LiveContext} from '../../src/tui/live/context.js';
import {offered} from '../../src/tui/live/keymap.js';
import {pressed} from '../../src/tui/live/press.js';
import {partsOf} from '../../src/tui/live/rows/rows.js';
import {groupsOf} from '../../src/tui/live/screen/blocks.js';
import {initialLiveUi, type LiveUi} from '../../src/tui/live/ui.js';
import type {Words} from '../../src/tui/live/words/en.js';
import {CATALOGUES} from '../../src/tui/live/words/words.js';
import {SAYINGS} from '../../src/view/live/saying.js';
import type {Telling} from '../../src/view/live/told/telling.js';
import {TELLINGS} from '../../src/view/live/words.js';
import {widthOf} from '../../src/view/text.js';
import {lesson} from '../helpers/lesson.js';
import {liveContext, liveText, night} from '../helpers/live-picture.js';

/** What keys are called everywhere, and the end of a file's name. */
const KEYS = new Set(['tab', 'esc', 'Ctrl-C', 'kubeconfig']);
const SIZE = {columns: 80, rows: 24};

/** Every text of a catalogue by its path; of a function what it says to nothing in particular. */
function textsOf(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') return [[path, String(value(['1'], ['2'], ['3'], ['4']))]];
  return Object.entries(value as object).flatMap(([key, one]) => textsOf(one, `${path}.${key}`));
}

/** The same catalogue in a language of one letter: what is still to be read did not come from it. */
function veiled<T>(value: T): T {
  if (typeof value === 'string') return value.replaceAll(/\p{L}/gu, 'ж') as T;
  if (typeof value === 'function') return ((...given: unknown[]) => veiled(value(...given))) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(veiled) as T;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, veiled(one)])) as T;
}

/** What people and the drill's file have said: it is in their language, whatever that of the screen is. */
function dataOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  // Words of the log itself are no data: a screen has words of its own for them.
  const own = new Set(['type', 'state', 'level', 'severity', 'via', 'verdict', 'stage', 'phase', 'kind', 'what']);
  return Object.entries(value).flatMap(([key, one]) => (own.has(key) && typeof one === 'string' ? [] : dataOf(one)));
}

type Shown = {text: string; data: string};

/** A screen as it is, the first row of each kind looked at, each key pressed there. */
function looks(context: LiveContext): string[] {
  const keys = groupsOf(context).flatMap(group => group.rows.map(({key}) => key));
  const rows = [...new Map(keys.toReversed().map(key => [partsOf(key).kind, key])).values()];
  const show = (ui: Partial<LiveUi>, some: Partial<LiveContext> = {}) => liveText({...context, ...some}, SIZE, ui);
  const atRow = (selected: string | undefined): string[] => {
    const ui: LiveUi = {...initialLiveUi, ...(selected !== undefined && {selected})};
    const own = [...offered(context, partsOf(selected)).flatMap(action => action.keys), 'q'];
    return [ui, {...ui, overlay: 'whole' as const}, ...own.map(key => pressed(ui, key, {}, context, SIZE).ui)].map(
      one => show(one),
    );
  };
  return [
    ...[undefined, ...rows].flatMap(atRow),
    ...(['keys', 'feed', 'joins'] as const).map(overlay => show({overlay})),
    ...(['offline', 'over', 'removed', 'connecting'] as const).map(connection => show({}, {connection})),
    show({}, {connection: 'offline', waiting: 2, isInsecure: true}),
  ];
}

/** Every screen of a night, in each state of the clock, with what its role was told. */
async function screens(language: string, more: Partial<LiveContext> = {}): Promise<Shown[]> {
  const {stage, lead, ada, res1, obs1, board} = await night();
  const [scenario, checks] = ['secrets-listed', ['gone', 'powerless']];
  await stage.says({type: 'scenario.contained', scenario, ttcMs: 1, withinMs: 2, holdMs: 3, checks});
  const room = await lesson(language);
  const parts = [
    ...[lead, ada, res1, obs1, board].map(person => ({stage, person})),
    ...[room.trainer, room.board].map(person => ({stage: room, person})),
  ];
  return parts.flatMap(({stage, person}) => {
    const context = liveContext(
      stage,
      person,
      {isConductor: person === lead || person === room.trainer, ...more},
      language,
    );
    const frames = stage.exercise.feeds.get(person.role)?.frames.all.map(one => JSON.parse(one));
    const data = `${dataOf(frames).join(' ')} ${person.role.toUpperCase()}`;
    const clocks = (['waiting', 'running', 'ended'] as const).map(state => ({...context.view.clock, state}));
    return clocks.flatMap(clock => looks({...context, view: {...context.view, clock}}).map(text => ({text, data})));
  });
}

describe('the catalogue', () => {
  test.each(['de'])('%s has a text for everything that English has one for, and another one', language => {
    const catalogue = CATALOGUES[language];
    const [en, other] = [textsOf(CATALOGUES.en), textsOf(catalogue)];
    expect(other.map(([path]) => path)).toEqual(en.map(([path]) => path));
    expect(other.filter(([path, text]) => text === '' && !path.endsWith('resume.does'))).toEqual([]);
    // Words that are the same in both, and no more than these.
    const same = other.filter(([path, text]) => en.some(([one, english]) => one === path && english === text));
    expect(same.map(([path]) => path).sort()).toEqual(
      [
        '.actions.kubeconfig.short',
        '.actions.resume.does',
        '.attacks.evidence.untouched',
        '.header.offline',
        '.in',
        '.joins.command',
        '.people.last',
        '.workshop.checked',
        '.workshop.title',
      ].filter(path => same.some(([one]) => one === path)),
    );
  });

  test.each(['de'])('%s tells of every event of which English does', language => {
    const [en, other] = [SAYINGS.en, SAYINGS[language as keyof typeof SAYINGS]];
    for (const part of ['say', 'did'] as const) {
      expect(Object.keys(other[part])).toEqual(Object.keys(en[part]));
    }
  });
});

describe('screens', () => {
  test('show no text from outside of the catalogue', async () => {
    const words = veiled(CATALOGUES.en) as Words;
    const english = TELLINGS.en as Telling;
    // Words of the log become unreadable, too, wherever they go through the telling.
    const terms = new Proxy(
      {},
      {getOwnPropertyDescriptor: () => ({configurable: true, enumerable: true, value: 'ж'}), get: () => 'ж'},
    );
    const telling = {...veiled(english), terms} as Telling;
    const left = new Map<string, string>();
    for (const {text, data} of await screens('en', {words, telling, told: [], lastDid: new Map()})) {
      for (const line of text.split('\n')) {
        for (const [word] of line.matchAll(/[a-zA-Z][a-zA-Z’'-]{2,}/g)) {
          if (!data.includes(word) && !KEYS.has(word)) left.set(word, line);
        }
      }
    }
    expect([...left]).toEqual([]);
  });

  test('in German are no wider than the terminal, and say that it is a drill', async () => {
    for (const {text} of await screens('de')) {
      const lines = text.split('\n');
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(80);
      expect(lines[0]).toContain('ÜBUNG');
    }
  });

  test.each(['facilitator', 'responder', 'observer'] as const)('the screen of the %s in German', async role => {
    const {stage, lead, res1, obs1} = await night();
    const person = {facilitator: lead, responder: res1, observer: obs1}[role];
    await expect(liveText(liveContext(stage, person, {}, 'de'), SIZE)).toMatchFileSnapshot(
      `golden/live-${role}-de.txt`,
    );
  });
});
