import {expect, test} from 'vitest';
import {readEvents} from '../../src/events/read.js';
import {viewOf} from '../../src/view/fold.js';
import {signalOf} from '../../src/view/signal-of.js';

const RECORDED = 'test/fixtures/runs/mixed/events.ndjson';

const settledIn = (view: ReturnType<typeof viewOf>) =>
  view.scenarios.flatMap(s =>
    s.stages.filter(({stage, latencyMs}) => stage !== 'executed' && latencyMs !== undefined).map(stage => ({s, stage})),
  );

test('a log of 0.1.0 names no signal: the one of the same stage and latency settled the stage', () => {
  const settled = settledIn(viewOf(readEvents(RECORDED)));
  expect(settled.length).toBeGreaterThan(5);
  for (const {s, stage} of settled) {
    expect(stage.signal).toBeUndefined();
    expect(signalOf(s, stage)).toMatchObject({stage: stage.stage, latencyMs: stage.latencyMs, counted: true});
  }
});

test('a signal that is named settled the stage, though another one has the same latency', () => {
  const events = readEvents(RECORDED);
  const first = events.find(e => e.type === 'expectation.settled');
  const [seen, ...others] = events.filter(
    e => e.type === 'signal.seen' && first?.type === 'expectation.settled' && e.scenario === first.scenario,
  );
  const named = others.at(-1);
  expect(named?.seq).not.toBe(seen?.seq);
  const changed = events.map(e => (e === first ? {...first, signal: named?.seq ?? -1} : e)) as typeof events;
  const [{s, stage} = {s: undefined, stage: undefined}] = settledIn(viewOf(changed));
  expect(s && stage && signalOf(s, stage)?.seq).toBe(named?.seq);
});
