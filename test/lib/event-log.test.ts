import {expect, test, vi} from 'vitest';
import {EventLog} from '../../src/events/log.js';
import {realClock} from '../../src/lib/clock.js';

test('a listener that fails does not stop what it listens to, nor the other listeners', () => {
  const later = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation(() => {});
  const log = new EventLog(realClock);
  const heard: number[] = [];
  log.subscribe(() => {
    throw new Error('the screen is gone');
  });
  log.subscribe(event => heard.push(event.seq));
  log.append({type: 'scenario.phase', scenario: 'a', phase: 'attack'});
  log.append({type: 'scenario.phase', scenario: 'a', phase: 'watch'});
  expect(heard).toEqual([0, 1]);
  // It is told once, where nothing depends on it.
  expect(later).toHaveBeenCalledOnce();
  expect(() => later.mock.calls[0]?.[0]()).toThrow('the screen is gone');
  later.mockRestore();
});
