import {describe, expect, test} from 'vitest';
import {DrillControl} from '../../src/drill/control.js';
import {drill, drillOn, openTestCluster} from '../helpers/drill.js';

const PHASES = ['set-up', 'quiet check', 'attack', 'watch', 'contain'] as const;

describe('stopping and holding a drill', () => {
  test.each(PHASES)('stopped in the phase %s it removes what it made, and says why it ended', async phase => {
    const stop = new AbortController();
    const reason = new Error('stopped by the test');
    const drilled = await drill(['cluster-admin-bound', 'pod-exec'], {
      abort: stop.signal,
      onEvent: event => event.type === 'scenario.phase' && event.phase === phase && stop.abort(reason),
    });
    expect(drilled.error).toBe(reason);
    const started = drilled.view.scenarios.filter(s => s.phase !== undefined);
    expect(started.length).toBeGreaterThan(0);
    for (const scenario of started) expect(scenario.cleaned).toMatchObject({left: []});
  });

  test('paused it begins no further phase until it goes on', async () => {
    const control = new DrillControl();
    const cluster = await openTestCluster();
    let sent = 0;
    const quiet = Promise.withResolvers<void>();
    const running = drillOn(cluster, ['privileged-pod'], {
      control,
      onEvent: event => {
        if (event.type === 'quiet.checked') {
          control.pause(true);
          quiet.resolve();
        }
        if (event.type === 'step.sent' && event.purpose === 'attack') sent++;
      },
    });
    await quiet.promise;
    // Unless it is held, it goes on at once: it would have sent something by then.
    for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
    expect(sent).toBe(0);
    control.pause(false);
    expect((await running).view.scenarios[0]?.verdict).toBe('detected');
    await cluster.release();
  });
});
