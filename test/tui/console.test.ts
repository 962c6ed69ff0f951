import {afterEach, describe, expect, test, vi} from 'vitest';
import {EventLog} from '../../src/events/log.js';
import {type RunningConsole, startConsole} from '../../src/tui/start.js';
import {BOARD_FROM_MS, type DrillOptions, drillEvents} from '../helpers/events.js';
import {SAMPLE_SCORE} from '../helpers/score.js';
import {SteppedClock} from '../helpers/stepped-clock.js';
import {TestKeyboard, TestTerminal} from '../helpers/terminal.js';

let open: RunningConsole | undefined;
afterEach(() => open?.close());

/** A console on a terminal in memory, with a log that holds the drill until `untilMs`. */
function start(drill: DrillOptions, size: {columns: number; rows: number} = {columns: 80, rows: 24}) {
  const clock = new SteppedClock();
  const log = new EventLog(clock);
  for (const event of drillEvents(drill)) log.append(event);
  const terminal = new TestTerminal(size.columns, size.rows);
  const keyboard = new TestKeyboard();
  const asked = {onStop: vi.fn(), onSkip: vi.fn(), onPause: vi.fn(), onAcknowledge: vi.fn()};
  const running = startConsole({
    log,
    clock,
    stdout: terminal as unknown as NodeJS.WriteStream,
    stdin: keyboard as unknown as NodeJS.ReadStream,
    ascii: false,
    score: () => SAMPLE_SCORE,
    ...asked,
  });
  open = running;
  const shows = (text: string | RegExp) => expect.poll(() => terminal.screen()).toMatch(text);
  const type = async (text: string) => {
    await expect.poll(() => keyboard.rawMode).toBe(true); // keys before that would not be heard
    keyboard.type(text);
  };
  return {clock, log, terminal, keyboard, running, shows, type, ...asked};
}

const RUNNING: DrillOptions = {untilMs: 18_000};
const ended = {type: 'run.ended', outcome: 'interrupted', reason: 'stopped by the user', timings: {}} as const;

describe('the console on a terminal', () => {
  test('fills exactly the screen, on the alternate one, and gives it back', async () => {
    const {terminal, shows, running} = start(RUNNING);
    await shows('3 of 6 judged');
    expect(terminal.alternate).toBe(true);
    const lines = (await terminal.screen()).split('\n');
    expect(lines[0]).toMatch(/^ kubedrill/);
    expect(lines[23]).toContain('q stop, clean up');
    await running.close();
    await running.close();
    expect(await terminal.screen()).not.toContain('kubedrill');
    expect(terminal.alternate).toBe(false);
    expect(terminal.writes.join('')).toContain('\u001b[?25h');
  });

  test.each([
    ['a write that fails', ({terminal}: ReturnType<typeof start>) => terminal.emit('error', new Error('write EIO'))],
    ['a read that fails', ({keyboard}: ReturnType<typeof start>) => keyboard.emit('error', new Error('read EIO'))],
    ['a keyboard that ends', ({keyboard}: ReturnType<typeof start>) => keyboard.emit('end')],
  ])('ends by %s, and what it showed goes on', async (_, goAway) => {
    const started = start(RUNNING);
    await started.shows('3 of 6 judged');
    goAway(started);
    await started.running.finished;
    expect(started.onStop).not.toHaveBeenCalled();
  });

  test('follows the size of the terminal', async () => {
    const {terminal, shows} = start(RUNNING);
    await shows('3 of 6 judged');
    terminal.resize(160, 50);
    await shows(/SLA +│ /);
    terminal.resize(36, 10);
    await shows('needs 40x12');
    terminal.resize(60, 20);
    await shows(/audit +alert +verdict/);
    expect((await terminal.screen()).split('\n')[19]).toContain('q stop');
  });

  test('writes nothing while nothing changes, and little when a second has passed', async () => {
    const {terminal, clock, shows} = start({...RUNNING, variant: 'one late'});
    await shows('judged');
    await expect.poll(() => clock.sleeping).toBe(1); // the tick
    const before = terminal.writes.length;
    await clock.advance(900);
    expect(terminal.writes.slice(before)).toEqual([]);
    await clock.advance(200);
    await expect.poll(() => terminal.writes.length).toBeGreaterThan(before);
    const changed = terminal.writes.slice(before).join('');
    expect(changed).not.toContain('Secrets listed'); // only lines that changed, and only from where they did
    expect(changed).not.toContain('\u001b[2J');
  });

  test('stops ticking when the run is over', async () => {
    const {clock, log, shows} = start(RUNNING);
    await shows('judged');
    await expect.poll(() => clock.sleeping).toBe(1);
    await clock.advance(200);
    log.append(ended);
    await shows('interrupted');
    await expect.poll(() => clock.sleeping).toBe(0);
  });

  test('shows what happens as it happens', async () => {
    const {clock, log, shows} = start({untilMs: 5000});
    await shows('control plane');
    await clock.advance(200);
    for (const event of drillEvents({untilMs: BOARD_FROM_MS + 700})) if (event.ms > 5000) log.append(event);
    await clock.advance(200);
    await shows('· benign twin');
    await shows('source rules is up');
  });

  test('follows the keys: selection, evidence with a search, feed, all keys, and back', async () => {
    const {type, shows} = start(RUNNING);
    await type('jj');
    await shows(/▸ cluster-admin bound/);
    await type('\r');
    await shows('"apiVersion": "audit.k8s.io/v1"');
    await type('/operator\r');
    await shows('"username": "system:serviceaccount:kd-a1f2:operator"');
    await type('f');
    await shows('Burst of invalid credentials: attack  GET namespaces');
    await type('?');
    await shows('start no further scenarios');
    await type('q');
    await shows('Burst of invalid credentials: attack  GET namespaces');
    await type('q');
    await shows(/▸ cluster-admin bound/);
  });

  test('passes on what the person asks of the run', async () => {
    const {type, shows, onPause, onSkip, onStop} = start({...RUNNING, variant: 'one late'});
    await type('p');
    await shows('paused');
    await type('p');
    await shows('judged');
    expect(onPause.mock.calls).toEqual([[true], [false]]);
    await type('s'); // the first scenario is judged already: nothing to skip
    await type('jjs');
    await expect.poll(() => onSkip.mock.calls).toEqual([['cluster-admin-bound']]);
    expect(onStop).not.toHaveBeenCalled();
  });

  test('lets a person acknowledge the alert of a scenario to which people respond, and end that response', async () => {
    const {type, shows, log, clock, onAcknowledge, onSkip} = start({untilMs: 0});
    const scenario = 'a';
    const evidence = {kind: 'alert', ref: 'r', rule: {id: 'r', title: 'R', level: 'high'}, document: null} as const;
    log.append({
      ...{type: 'run.started', schemaVersion: 2, run: 'r', kubedrill: '0', drill: {id: 'd', title: 'D'}, gates: []},
      cluster: {kind: 'simulated', simulated: true, reason: ''},
      settings: {slaFactor: 1, graceMs: 0, parallel: 1, keep: false},
      scenarios: [
        {
          ...{id: scenario, title: 'Attack', description: '', severity: 'high', tags: {}, prevent: '', references: []},
          expectations: [{stage: 'alerted', withinMs: 5000}],
          response: {withinMs: 60_000, holdMs: 1000},
        },
      ],
    });
    log.append({type: 'scenario.phase', scenario, phase: 'watch'});
    await clock.advance(1000);
    await shows('a acknowledge');
    await type('a');
    const signal = {purpose: 'attack', stage: 'alerted', source: 's', latencyMs: 5, counted: true} as const;
    log.append({type: 'signal.seen', scenario, ...signal, alert: 'A1', evidence});
    await clock.advance(1000);
    await shows('A1 r');
    await type('a');
    await expect.poll(() => onAcknowledge.mock.calls).toEqual([['A1']]);
    log.append({type: 'scenario.judged', scenario, verdict: 'detected', explanation: 'seen'});
    log.append({type: 'scenario.phase', scenario, phase: 'respond'});
    await clock.advance(1000);
    await shows('people respond to 1');
    await shows('s end response');
    await type('s');
    await expect.poll(() => onSkip.mock.calls).toEqual([[scenario]]);
    // What a verdict says nothing of stays on the board.
    const check = {check: 'gone', state: 'not contained', rehearsed: false, withinMs: 60_000} as const;
    log.append({type: 'containment.checked', scenario, ...check});
    log.append({type: 'scenario.phase', scenario, phase: 'clean-up'});
    await clock.advance(1000);
    await shows('uncontained');
  });

  test.each([
    ['q', 'q'],
    ['Ctrl-C', '\u0003'],
  ])('on %s shows the clean-up, and leaves by itself when the run has ended', async (_, stop) => {
    const {type, shows, onStop, log, clock, running, terminal} = start(RUNNING);
    await type(stop);
    await shows('stopping, cleaning up');
    expect(onStop).toHaveBeenCalledTimes(1);
    await type('\u0003');
    await expect.poll(() => onStop.mock.calls.length).toBe(2);
    await clock.advance(200);
    log.append({type: 'cleanup.finished', created: 21, left: [], cluster: 'deleted'});
    await clock.advance(200);
    await shows('0 left behind, cluster deleted');
    log.append(ended);
    await clock.advance(200);
    await running.finished;
    expect(terminal.alternate).toBe(false);
  });

  test('stays on the score when the run ends by itself, until the person leaves', async () => {
    const {type, shows, running, onStop, terminal} = start({variant: 'one missed'});
    await shows('score 84 of 100');
    await shows('what to fix first');
    await type('j');
    await shows(/GET|POST/);
    await type('\t');
    await shows('score 84 of 100');
    expect(terminal.alternate).toBe(true);
    await type('q');
    await running.finished;
    expect(onStop).not.toHaveBeenCalled();
    expect(terminal.alternate).toBe(false);
  });

  test('at the end enter opens the worst scenario, failures stand alone on a key, and a filter is typed', async () => {
    const {type, shows, terminal} = start({variant: 'one missed'});
    await shows(/▸ Shell in a running pod/);
    await type('x');
    await shows('failures: 1 of 6');
    expect(await terminal.screen()).not.toContain('Privileged pod');
    await type('x/burst');
    await shows('/burst_');
    await type('\r');
    await shows(/▸ Burst of invalid credentials/);
    await type('\u001b');
    await shows(/▸ Shell in a running pod/);
    await type('\r');
    await shows('exec-into-pod was not seen');
    expect(terminal.alternate).toBe(true);
  });

  test('cannot be written over by what comes from the cluster', async () => {
    const {log, clock, shows, terminal} = start(RUNNING);
    await shows('judged');
    await clock.advance(200);
    const before = terminal.writes.length;
    log.append({
      type: 'source.changed',
      source: 'audit-log',
      stages: ['audited'],
      state: 'down',
      reason: 'x\u001b[2J\u001b]0;owned\u0007y',
    });
    await clock.advance(200);
    await shows('audit-log is down: x');
    expect(terminal.writes.slice(before).join('')).not.toContain(']0;owned\u0007');
  });
});
