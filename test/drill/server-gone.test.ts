import {describe, expect, test} from 'vitest';
import {PHASES} from '../../src/events/words.js';
import {drillOn, openTestCluster} from '../helpers/drill.js';

describe('an API server that goes away in mid-run', () => {
  test.each(['set-up', 'attack', 'contain'] as const)('at %s: inconclusive, within SLA and grace', async phase => {
    const cluster = await openTestCluster();
    const drilled = await drillOn(cluster, ['cluster-admin-bound', 'pod-exec', 'privileged-pod', 'secrets-listed'], {
      settings: {parallel: 2, slaMs: 1500, graceMs: 500},
      onEvent: event => {
        if (event.type === 'scenario.phase' && event.phase === phase) void cluster.release();
      },
    });
    expect(PHASES).toContain(phase);
    expect(drilled.error).toBeUndefined();
    const verdicts = drilled.view.scenarios.map(s => s.verdict);
    expect(verdicts).not.toContain('missed');
    expect(verdicts).not.toContain('not executed');
    expect(verdicts).toContain('inconclusive');
    // What was begun is told, and that nobody can say whether it is still there.
    expect(drilled.drift).toEqual([expect.stringContaining('did not answer')]);
    const began = drilled.events.findLast(e => e.type === 'scenario.phase' && e.phase === phase);
    const ended = drilled.events.at(-1);
    expect((ended?.ms ?? 0) - (began?.ms ?? 0)).toBeLessThan(30_000);
  });

  test.each(['pod-exec', 'hostile-exec'])(
    'before %s asks it for a stream: inconclusive, not a step that failed',
    async id => {
      const cluster = await openTestCluster();
      const drilled = await drillOn(cluster, [id], {
        onEvent: event => {
          if (event.type === 'scenario.phase' && event.phase === 'attack') void cluster.release();
        },
      });
      expect(drilled.find('scenario.judged')).toMatchObject({
        verdict: 'inconclusive',
        explanation: expect.stringContaining('did not answer'),
      });
    },
  );
});
