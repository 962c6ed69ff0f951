import {expect, test} from 'vitest';
import type {DrillEvent} from '../../src/events/events.js';
import {realClock} from '../../src/lib/clock.js';
import {type DrillChange, drill} from '../helpers/drill.js';
import {frozenEngine} from '../helpers/frozen-engine.js';
import {expectNamed} from './ways.js';

/** A drill whose audit log is in a node that freezes at the first event of which `when` is true. */
function frozenAt(when: (event: DrillEvent) => boolean, settings: DrillChange['settings'] = {}) {
  const {freeze, inNode} = frozenEngine();
  let isFrozen = false;
  const change: DrillChange = {
    // What follows the log of a node has the clock of the machine.
    clock: realClock,
    settings,
    onEvent: event => {
      if (isFrozen || !when(event)) return;
      isFrozen = true;
      freeze();
    },
    cluster: cluster => ({...cluster, auditLog: inNode(cluster.auditLog)}),
  };
  return drill(['secrets-listed'], change);
}

test('node silent, for longer than the drill would have waited', async () => {
  const drilled = await frozenAt(event => event.type === 'scenario.phase' && event.phase === 'attack');
  expectNamed('node-silent', drilled);
});

test('what was seen before the node fell silent stays detected', async () => {
  const drilled = await frozenAt(event => event.type === 'signal.seen' && event.counted && event.stage === 'alerted', {
    slaMs: 60_000,
  });
  expect(drilled.find('scenario.judged')).toMatchObject({verdict: 'detected'});
});
