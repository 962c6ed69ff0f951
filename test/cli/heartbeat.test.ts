import {describe, expect, test} from 'vitest';
import {tellingWhile} from '../../src/cli/keep-telling.js';
import {writeLines} from '../../src/cli/run/heartbeat.js';
import {EventLog} from '../../src/events/log.js';
import {busyText} from '../../src/report/busy.js';
import {BOARD_FROM_MS, drillEvents, drillView} from '../helpers/events.js';
import {SteppedClock} from '../helpers/stepped-clock.js';

function started(untilMs: number, ascii = false) {
  const clock = new SteppedClock();
  const log = new EventLog(clock);
  const lines: string[] = [];
  const stop = writeLines(log, {write: text => lines.push(text), clock, ascii});
  for (const event of drillEvents({untilMs})) log.append(event);
  return {clock, log, lines, stop};
}

describe('a run without a terminal', () => {
  test('says within a second what takes longer, then less and less often', async () => {
    const {clock, lines, stop} = started(4000); // the control plane comes up
    const before = lines.length;
    await clock.advance(999);
    expect(lines).toHaveLength(before);
    await clock.advance(1);
    expect(lines.at(-1)).toBe('  · 1s  cluster: control plane\n');
    await clock.advance(59_000);
    const said = lines.slice(before);
    expect(said.length).toBeGreaterThanOrEqual(5);
    expect(said.length).toBeLessThanOrEqual(8);
    stop();
  });

  test('begins again with a second whenever something else was said', async () => {
    const {clock, log, lines, stop} = started(4000);
    await clock.advance(30_000);
    log.append({type: 'cluster.phase', phase: 'control plane', state: 'done'});
    log.append({type: 'cluster.phase', phase: 'audit log flowing', state: 'started'});
    const before = lines.length;
    await clock.advance(1000);
    expect(lines.slice(before)).toEqual(['  · 31s  cluster: audit log flowing\n']);
    stop();
  });

  test.each(['ended', 'stopped'])('says nothing more once it is %s, and leaves no timer', async how => {
    const {clock, log, lines, stop} = started(4000);
    if (how === 'ended') log.append({type: 'run.ended', outcome: 'finished', timings: {}});
    else stop();
    const before = lines.length;
    await clock.advance(60_000);
    expect(clock.sleeping).toBe(0);
    expect(lines).toHaveLength(before);
  });

  test('stays plain ASCII when asked', async () => {
    const {clock, lines, stop} = started(4000, true);
    await clock.advance(10_000);
    expect(lines.join('')).toMatch(/^[\x20-\x7e\n]*$/);
    stop();
  });
});

describe('what a run is busy with', () => {
  test('is a phase of the cluster, the preflight, its scenarios, or the clean-up', () => {
    expect(busyText(drillView({untilMs: 0}))).toBe('getting ready');
    expect(busyText(drillView({untilMs: 5000}))).toBe('cluster: control plane');
    expect(busyText(drillView({untilMs: 13_500}))).toBe('preflight');
    expect(busyText(drillView({untilMs: BOARD_FROM_MS + 4000}))).toMatch(
      /^3 of 6 judged; .*watch: cluster-admin bound/,
    );
    expect(busyText(drillView({variant: 'one missed', untilMs: BOARD_FROM_MS + 47_400}))).toMatch(/ of 6 judged/);
  });
});

describe('a long piece of work', () => {
  test('is named within a second unless it is to be quiet, and no longer once it is done or has failed', async () => {
    const clock = new SteppedClock();
    const said: string[] = [];
    for (const quiet of [false, true]) {
      const {promise, resolve} = Promise.withResolvers<number>();
      const work = tellingWhile(
        {clock, say: text => said.push(text), quiet},
        () => 'reading',
        () => promise,
      );
      await clock.advance(1000);
      resolve(7);
      expect(await work).toBe(7);
    }
    const failing = tellingWhile(
      {clock, say: text => said.push(text), quiet: false},
      () => 'reading',
      async () => {
        throw new Error('no');
      },
    );
    await expect(failing).rejects.toThrow('no');
    await clock.advance(60_000);
    expect(said).toEqual(['1s  reading']);
    expect(clock.sleeping).toBe(0);
  });
});
