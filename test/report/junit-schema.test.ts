import {describe, expect, test} from 'vitest';
import {junitReport} from '../../src/report/data/junit.js';
import {scoreRun} from '../../src/score/card.js';
import {viewOf} from '../../src/view/fold.js';
import type {RunView} from '../../src/view/view.js';
import {drillEvents, drillView, stamp} from '../helpers/events.js';
import type {Timed} from '../helpers/execution.js';
import {complaints} from '../helpers/surefire.js';
import {hostileRun, mixedRun} from './sample.js';

const junit = (view: RunView) => junitReport(view, scoreRun(view));

/** Further attempts at the scenario that was missed, which end so. */
function again(...verdicts: ('missed' | 'detected' | 'inconclusive')[]): RunView {
  const all: Timed[] = drillEvents({variant: 'one missed'}).map(({seq: _, at: __, ...fact}) => fact as Timed);
  const ms = all.find(({type}) => type === 'cleanup.finished')?.ms ?? 0;
  const scenario = 'pod-exec';
  const more = verdicts.flatMap((verdict, i): Timed[] => [
    {ms: ms - 1, type: 'scenario.attempt', scenario, attempt: i + 2, of: 3, because: 'missed'},
    {ms: ms - 1, type: 'scenario.started', scenario, token: `kd-a${i}`, namespace: `kd-a${i}`, actor: 'a'},
    {ms: ms - 1, type: 'scenario.judged', scenario, verdict, explanation: `attempt ${i + 2}`},
  ]);
  return viewOf(stamp([...all, ...more]));
}

describe('junit.xml, by the schema of Surefire', () => {
  test.each([
    {name: 'a mixed run', view: mixedRun()},
    {name: 'a run with hostile texts', view: hostileRun()},
    {name: 'a run that was interrupted', view: drillView({variant: 'interrupted'})},
    {name: 'a run that was cut off at once', view: drillView({untilMs: 0})},
    {name: 'a flaky scenario', view: again('detected')},
    {name: 'one that was missed again, and then not known', view: again('missed', 'inconclusive')},
  ])('of $name is valid', async ({view}) => {
    expect(await complaints(junit(view))).toEqual([]);
  });

  test('would not be valid without what it needs, so the schema is really asked', async () => {
    const xml = junit(mixedRun());
    expect(await complaints(xml.replace(/ time="[^"]*"\/>/, '/>'))).not.toEqual([]);
    expect(await complaints(xml.replace(/<failure type="[^"]*"/, '<failure'))).not.toEqual([]);
    expect(await complaints(junit(again('detected')).replace(/<stackTrace>.*?<\/stackTrace>/, ''))).not.toEqual([]);
  });
});
