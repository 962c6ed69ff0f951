import {describe, expect, test} from 'vitest';
import type {DrillEvent} from '../../src/events/events.js';
import {RunFold, viewOf} from '../../src/view/fold.js';
import {drillEvents, type Variant} from '../helpers/events.js';

const VARIANTS: Variant[] = ['all fine', 'one missed', 'one late', 'inconclusive', 'interrupted', 'false alarm'];

/** A copy that nobody else holds. */
const copy = <T>(value: T): T => structuredClone(value);

describe('a run, folded event by event', () => {
  test.each(VARIANTS)('comes to what the whole log comes to, whenever it was looked at ("%s")', variant => {
    const events = drillEvents({variant});
    const [often, once] = [new RunFold(), new RunFold()];
    for (const event of events) {
      often.add(event);
      once.add(event);
      expect(often.view.nowMs).toBe(event.ms);
    }
    expect(often.view).toEqual(once.view);
    expect(once.view).toEqual(viewOf(events));
  });

  test('never changes a view that it has handed out', () => {
    const fold = new RunFold();
    const kept = drillEvents({variant: 'one missed'}).map(event => {
      fold.add(event);
      return {view: fold.view, was: copy(fold.view)};
    });
    for (const {view, was} of kept) expect(view).toEqual(was);
  });

  test('keeps the identity of the view and of every scenario that nothing was said of', () => {
    const events = drillEvents();
    const fold = new RunFold();
    const half = events.findIndex(e => e.type === 'scenario.judged');
    for (const event of events.slice(0, half)) fold.add(event);
    const before = fold.view;
    expect(fold.view).toBe(before);
    const judged = events[half];
    if (judged?.type !== 'scenario.judged') throw new Error('the drill judges');
    fold.add(judged);
    const changed = fold.view.scenarios.filter((s, i) => s !== before.scenarios[i]).map(s => s.plan.id);
    expect(changed).toEqual([judged.scenario]);
    expect(fold.view.checks).toBe(before.checks);
  });

  test('shows the scenario that an event is about, and none for those of the run or of an unknown one', () => {
    const fold = new RunFold();
    const events = drillEvents();
    for (const event of events) fold.add(event);
    const about = (wanted: (event: DrillEvent) => boolean) => {
      const event = events.find(wanted);
      if (!event) throw new Error('the drill has such an event');
      return fold.about(event);
    };
    expect(about(e => e.type === 'scenario.judged' && e.verdict === 'prevented')?.verdict).toBe('prevented');
    expect(about(e => e.type === 'run.ended')).toBeUndefined();
    const [judged] = events.filter(e => e.type === 'scenario.judged');
    expect(judged && fold.about({...judged, scenario: 'nobody'})).toBeUndefined();
  });
});

describe('the phases of a scenario', () => {
  const phasesOf = (id: string, untilMs?: number) =>
    viewOf(drillEvents(untilMs === undefined ? {} : {untilMs})).scenarios.find(s => s.plan.id === id)?.phases ?? [];

  test('follow each other, and the last ends when it is cleaned up', () => {
    const phases = phasesOf('secrets-listed');
    expect(phases.map(p => p.phase)).toEqual(expect.arrayContaining(['set-up', 'attack', 'watch', 'clean-up']));
    for (const [i, {sinceMs, endMs}] of phases.entries()) {
      expect(endMs).toBeGreaterThanOrEqual(sinceMs);
      expect(endMs).toBeLessThanOrEqual(phases[i + 1]?.sinceMs ?? Number.POSITIVE_INFINITY);
    }
  });

  test('the one under way has no end', () => {
    const phases = phasesOf('secrets-listed', 14_500);
    expect(phases.at(-1)?.endMs).toBeUndefined();
    expect(phases.slice(0, -1).every(p => p.endMs !== undefined)).toBe(true);
  });
});
