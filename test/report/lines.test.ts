import {describe, expect, test} from 'vitest';
import type {DrillEvent} from '../../src/events/events.js';
import {lineReporter} from '../../src/report/lines.js';
import {type DrillOptions, drillEvents} from '../helpers/events.js';

function linesOf(events: readonly DrillEvent[], ascii = false): string[] {
  let text = '';
  const report = lineReporter(
    part => {
      text += part;
    },
    {ascii, width: 120},
  );
  for (const event of events) report(event);
  expect(text.endsWith('\n')).toBe(true);
  return text.split('\n').slice(0, -1);
}

const run = (options?: DrillOptions, ascii?: boolean) => linesOf(drillEvents(options), ascii);

describe('lines of a run', () => {
  test('begin with what is rehearsed, on which cluster, and why on that one', () => {
    expect(run()[0]).toBe(
      'kubedrill core on a kind cluster (docker 28.1 and kind v0.30.0 answer), 6 scenarios, SLA ×1',
    );
    expect(run({simulated: true})[0]).toContain('on the simulated cluster (no container engine answers)');
  });

  test('give each phase of the cluster its time, when it is done', () => {
    expect(run({untilMs: 5000})).toEqual([
      expect.stringMatching(/^kubedrill/),
      '  ✔ image                        0.4 s',
      '  ✔ node                         3.1 s',
    ]);
  });

  test('give a detected scenario its latency of the SLA and the time of each link', () => {
    expect(run()).toContain(
      '  ✔ detected      All Secrets listed across the cluster         2.0 s of 30.0 s     audited 0.1s  alerted 2.0s',
    );
  });

  test('give every other verdict its explanation', () => {
    expect(run({variant: 'one missed'})).toContainEqual(
      expect.stringMatching(
        /✖ MISSED +Shell in a running pod +audited, but no rule matched; exec-into-pod is not loaded/,
      ),
    );
    expect(run({variant: 'inconclusive'})).toContainEqual(
      expect.stringMatching(/\? inconclusive .*audit-log was down/),
    );
    expect(run()).toContainEqual(expect.stringMatching(/⊘ prevented .*the cluster refused create-role/));
    const late = run({variant: 'one late'});
    const at = late.findIndex(line => line.includes('◷ late'));
    expect(late[at]).toContain('34.0 s of 30.0 s');
    expect(late[at + 1]).toContain('alerted 4.0 s after its SLA');
  });

  test('warn of an acknowledgement that hides alerts of others, and of no other', () => {
    const events = drillEvents();
    const about = events.find(e => e.type === 'signal.seen' && e.stage === 'alerted');
    const told = (more: object) =>
      linesOf([
        ...events,
        {
          ...{seq: events.length, at: about?.at, ms: 9000, type: 'alert.acknowledged', alert: about?.seq},
          ...{scenario: about && 'scenario' in about ? about.scenario : '', source: 'silences', latencyMs: 1200},
          ...{person: 'res1', robot: false, counted: true, keys: []},
          ...{evidence: {kind: 'acknowledgement', ref: 's-1', document: {}}, ...more},
        } as DrillEvent,
      ]).slice(run().length);
    expect(told({})).toEqual([]);
    expect(told({hides: ['DiskFull']})).toEqual([
      expect.stringMatching(
        /^ {2}! .+: acknowledged by res1 in silences, 1\.2 s after the alert, its silence hides 1 alert of others, too: DiskFull$/,
      ),
    ]);
  });

  test('show preflight only where there is a problem, with what to do next', () => {
    expect(run().filter(line => line.includes('preflight'))).toEqual([]);
    const lines = run({variant: 'one missed'});
    const at = lines.findIndex(line => line.includes('preflight warning'));
    expect(lines[at]).toContain('(pod-exec): no rule exec-into-pod is loaded');
    expect(lines[at + 1]).toBe('      next: put rules/exec-into-pod.yaml back');
  });

  test('name the rule that alerted on a harmless twin', () => {
    expect(run({variant: 'false alarm'})).toContainEqual(
      expect.stringMatching(/All Secrets .*: false alarm, .*secrets-enumerated/),
    );
  });

  test('end with the clean-up, and with the reason when the run did not finish', () => {
    expect(run().at(-1)).toBe('  ✔ cleaned up: 21 created, 0 left behind, cluster deleted');
    expect(run({variant: 'interrupted'}).at(-1)).toBe('  ! interrupted: stopped by the user');
  });

  test('name every object left behind', () => {
    const cleaned = drillEvents().map(e =>
      e.type === 'cleanup.finished' ? {...e, left: ['clusterrole/kd-a1f3-x'], cluster: 'kept' as const} : e,
    );
    expect(linesOf(cleaned).slice(-2)).toEqual([
      '  ✖ cleaned up: 21 created, 1 left behind, cluster kept',
      '      left behind: clusterrole/kd-a1f3-x',
    ]);
  });

  test('hold nothing but ASCII when asked', () => {
    for (const variant of ['one missed', 'one late', 'inconclusive', 'interrupted'] as const) {
      expect(run({variant}, true).join('')).toMatch(/^[\x20-\x7e]*$/);
    }
  });

  test('cannot be forged by what the cluster answers', () => {
    const forged = drillEvents().map(e =>
      e.type === 'scenario.judged' && e.verdict === 'prevented' ? {...e, explanation: 'no\u001b[2K\n  ✔ detected'} : e,
    );
    const lines = linesOf(forged);
    expect(lines).toHaveLength(run().length);
    expect(lines.join('')).not.toContain('\u001b');
  });
});
