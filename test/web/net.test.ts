import {expect, test} from 'vitest';
import {type Asked, Outbox} from '../../src/live/part/outbox.js';
import type {Hello, ViewerEvent} from '../../src/view/live/facts.js';
import {LiveStore} from '../../src/web/net/live-store.js';
import {Unsent} from '../../src/web/net/unsent.js';

/** A server that can be cut off, and what has reached it. */
function server() {
  const state = {isThere: true, refuses: '', got: [] as Asked[], waiting: [] as number[], late: [] as string[]};
  let count = 0;
  const outbox = new Outbox({
    post: async asked => {
      if (!state.isThere) throw new TypeError('Failed to fetch');
      state.got.push(asked);
      return state.refuses === asked.do ? {ok: false, reason: 'too late'} : {ok: true};
    },
    newId: () => `id-${++count}`,
    wallNow: () => NOW + count * 1000,
    onChange: waiting => state.waiting.push(waiting),
    onLate: reason => state.late.push(reason),
  });
  return {state, outbox};
}

test('what is done without a connection is kept in order, with its id, and sent when there is one', async () => {
  const {state, outbox} = server();
  expect(await outbox.send('note', {text: 'one'})).toEqual({state: 'done'});
  state.isThere = false;
  expect(await outbox.send('note', {text: 'two'})).toEqual({state: 'kept'});
  await outbox.send('tick', {step: 'cut'});
  await outbox.flush();
  state.isThere = true;
  // What is done now does not overtake what waits.
  expect(await outbox.send('note', {text: 'three'})).toEqual({state: 'kept'});
  state.refuses = 'tick';
  await outbox.flush();
  expect(state.got.map(({id, do: name}) => [id, name])).toEqual([
    ['id-1', 'note'],
    ['id-2', 'note'],
    ['id-3', 'tick'],
    ['id-4', 'note'],
  ]);
  // What had to wait says when it was done.
  expect(state.got.map(({at}) => at?.slice(17, 19))).toEqual([undefined, '00', '01', '02']);
  expect(state.waiting).toEqual([1, 2, 3, 2, 1, 0]);
  expect(state.late).toEqual(['too late']);
});

const NOW = Date.parse('2026-11-23T12:00:58.000Z');
const HELLO = {kind: 'responds', old: 1, serverNow: NOW} as Hello;
const alert = (n: number): ViewerEvent => ({
  ...{type: 'alert.shown', alert: `A${n}`, signal: 0, rule: 'r', level: 'high', source: 's', about: {}, keys: []},
  ...{t: n, n, at: '2026-11-23T12:00:58.000Z', ms: n},
});

test('a stream that goes on keeps what was heard; another epoch, or one from the start, begins anew', () => {
  const store = new LiveStore(() => 2000);
  const alerts = () => Object.keys(store.shown.view.alerts);
  store.greet(HELLO, 'a.-1');
  store.take(alert(0), 'a.0');
  expect(store.shown).toMatchObject({connection: 'online', clockOffset: NOW - 2000, newest: {}});
  store.take(alert(1), 'a.1');
  expect(store.shown.newest).toEqual({alert: 'A1'});
  store.connect('offline');
  store.greet({...HELLO, old: 2}, 'a.1');
  store.take(alert(2), 'a.2');
  expect(alerts()).toEqual(['A0', 'A1', 'A2']);
  store.greet({...HELLO, old: 1}, 'b.-1');
  store.take(alert(0), 'b.0');
  expect(alerts()).toEqual(['A0']);
  expect(store.shown.newest).toEqual({});
  // What was there before is shown until all is there that has come since.
  store.greet({...HELLO, old: 2}, 'c.-1');
  store.take({...alert(1), n: 0}, 'c.0');
  expect(alerts()).toEqual(['A0']);
  store.take({...alert(2), n: 1}, 'c.1');
  expect(alerts()).toEqual(['A1', 'A2']);
});

test('a clock that stood still is set by what comes from the server', () => {
  const store = new LiveStore(() => 2000);
  store.greet({...HELLO, serverNow: NOW - 60_000}, 'a.-1');
  store.take(alert(0), 'a.0');
  expect(store.shown.clockOffset).toBe(NOW - 2000);
});

test('the same thing is shown until something changes, and everybody hears of it', () => {
  const store = new LiveStore(() => 0);
  let heard = 0;
  const stop = store.subscribe(() => {
    heard++;
  });
  expect(store.shown).toBe(store.shown);
  store.connect('offline');
  store.connect('offline');
  stop();
  store.connect('online');
  expect(heard).toBe(1);
});

test('what a page has not sent is kept by drill and person, as far as there is room, and nobody else finds it', () => {
  const asked = (id: string, more: object = {}): Asked => ({id, do: 'note', ...more});
  const texts = new Map<string, string>();
  let room = 1000;
  const shelf = {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => {
      if (text.length > room) throw new DOMException('full', 'QuotaExceededError');
      texts.set(key, text);
    },
    removeItem: (key: string) => void texts.delete(key),
    key: (place: number) => [...texts.keys()][place] ?? null,
    get length() {
      return texts.size;
    },
  };
  texts.set('another page', 'x');
  const unsent = new Unsent(shelf, 'run1', 'p3');
  expect(unsent.save([asked('a'), asked('b', {bytes: 'x'.repeat(100)})])).toBe(true);
  expect(new Unsent(shelf, 'run1', 'p3').load().map(({id}) => id)).toEqual(['a', 'b']);
  room = 100;
  expect(unsent.save([asked('a'), asked('b', {bytes: 'x'.repeat(100)})])).toBe(false);
  expect(unsent.load().map(({id}) => id)).toEqual(['a']);
  texts.set([...texts.keys()].at(-1) ?? '', '{');
  expect(unsent.load()).toEqual([]);
  expect(new Unsent(shelf, 'run1', 'p4').load()).toEqual([]);
  expect([...texts.keys()]).toEqual(['another page']);
});

test('who is told to wait is not refused: it is kept, and sent again', async () => {
  const saved: number[] = [];
  let isBusy = true;
  const outbox = new Outbox({
    post: async () => (isBusy ? {ok: false, reason: 'too fast', isBusy} : {ok: true, value: {done: 1}}),
    ...{newId: () => 'id', wallNow: () => NOW, onChange: () => {}, onLate: () => {}},
    save: unsent => saved.push(unsent.length),
  });
  expect(await outbox.send('note')).toEqual({state: 'kept'});
  await outbox.flush();
  expect(outbox.waiting).toBe(1);
  isBusy = false;
  await outbox.flush();
  expect(await outbox.send('note')).toEqual({state: 'done', value: {done: 1}});
  // What is under way is kept as well: a page may be gone before there is an answer.
  expect(saved).toEqual([1, 1, 0, 1, 0]);
});
