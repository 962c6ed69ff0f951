import {describe, expect, test, vi} from 'vitest';
import type {DrillFact} from '../../src/events/events.js';
import {EventLog} from '../../src/events/log.js';
import {createViewStore, FEED_LENGTH} from '../../src/tui/store.js';
import {createTicker} from '../../src/tui/ticker.js';
import {viewOf} from '../../src/view/fold.js';
import {drillEvents} from '../helpers/events.js';
import {SteppedClock} from '../helpers/stepped-clock.js';

function recorded() {
  const clock = new SteppedClock();
  const log = new EventLog(clock);
  for (const event of drillEvents()) log.append(event);
  return {clock, log};
}

const down: DrillFact & {type: 'source.changed'} = {
  type: 'source.changed',
  source: 'audit-log',
  stages: ['audited'],
  state: 'down',
};

describe('the store of the console', () => {
  test('folds what was before it and what comes after, as a whole log would fold', async () => {
    const {clock, log} = recorded();
    const store = createViewStore(log, {clock});
    expect(store.get().view).toEqual(viewOf(log.events));
    await clock.advance(200);
    log.append(down);
    expect(store.get().view).toEqual(viewOf(log.events));
  });

  test('keeps its snapshot until something changes', async () => {
    const {clock, log} = recorded();
    const store = createViewStore(log, {clock});
    const before = store.get();
    await clock.advance(5000);
    expect(store.get()).toBe(before);
  });

  test('tells of a thousand events at once no more than ten times a second, and loses none', async () => {
    const {clock, log} = recorded();
    const store = createViewStore(log, {clock});
    await clock.advance(1000);
    const listener = vi.fn();
    store.subscribe(listener);
    for (let n = 0; n < 1000; n++) {
      log.append({...down, reason: `break ${n}`});
      await clock.advance(1);
    }
    await clock.advance(100);
    expect(listener.mock.calls.length).toBeGreaterThanOrEqual(9);
    expect(listener.mock.calls.length).toBeLessThanOrEqual(12);
    expect(store.get().view.sources['audit-log']?.reason).toBe('break 999');
  });

  test('keeps the last lines of the feed and drops the oldest', async () => {
    const {clock, log} = recorded();
    const store = createViewStore(log, {clock});
    for (let n = 0; n < FEED_LENGTH + 50; n++) log.append({...down, reason: `break ${n}`});
    await clock.advance(200);
    const {feed} = store.get();
    expect(feed).toHaveLength(FEED_LENGTH);
    expect(feed[0]?.text).toContain('break 50');
    expect(feed.at(-1)?.text).toContain(`break ${FEED_LENGTH + 49}`);
  });

  test('closed, it says nothing more and leaves no timer', async () => {
    const {clock, log} = recorded();
    const store = createViewStore(log, {clock});
    const listener = vi.fn();
    store.subscribe(listener);
    log.append(down);
    store.close();
    await clock.advance(1000);
    expect(listener).not.toHaveBeenCalled();
    expect(clock.sleeping).toBe(0);
  });

  test('takes control characters out of what the feed shows', async () => {
    const {clock, log} = recorded();
    const store = createViewStore(log, {clock});
    log.append({...down, reason: 'x\u001b[2Jy'});
    await clock.advance(200);
    expect(store.get().feed.at(-1)?.text).toContain('x�[2Jy');
  });
});

describe('the tick of running times', () => {
  test('moves once a second for all who listen, and stops with the last of them', async () => {
    const clock = new SteppedClock();
    const ticker = createTicker(clock, () => clock.now());
    const first = vi.fn();
    const second = vi.fn();
    const leave = [ticker.subscribe(first), ticker.subscribe(second)];
    first.mockClear();
    await clock.advance(3500);
    expect(first).toHaveBeenCalledTimes(3);
    expect(second).toHaveBeenCalledTimes(3);
    expect(ticker.get()).toBe(3000);
    expect(clock.sleeping).toBe(1);
    for (const stop of leave) stop();
    await clock.advance(3000);
    expect(first).toHaveBeenCalledTimes(3);
    expect(clock.sleeping).toBe(0);
  });
});
