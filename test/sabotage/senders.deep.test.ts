import {expect, test} from 'vitest';
import type {DrillEvent} from '../../src/events/events.js';
import {drill} from '../helpers/drill.js';
import {scenariosNamed} from '../helpers/packaged-scenarios.js';
import {poster} from '../helpers/poster.js';
import {stackOf} from '../helpers/stack.js';
import {tempFile} from '../helpers/temp.js';
import {expectNamed} from './ways.js';

const FALCO = '{type: falco, listen: {port: 0}}';

/** A note of Falco's stock rules on a Namespace that somebody made. */
const note = (name: string, time = new Date()) => ({
  ...{rule: 'K8s Namespace Created', priority: 'Informational', source: 'k8s_audit', time: time.toISOString()},
  output_fields: {'ka.user.name': 'kubernetes-admin', 'ka.target.name': name, 'ka.target.resource': 'namespaces'},
});

test('Falco is behind, and ever further', async () => {
  const {hear, send} = poster();
  // One after the other: posts that are under way at once may arrive in another order, and the lag would not grow.
  const fallBehind = async () => {
    for (const lag of [30, 45, 60]) await send('falco', note('warm-up', new Date(Date.now() - lag * 1000)));
  };
  const drilled = await drill(['secrets-listed'], {
    stack: stackOf([FALCO]),
    onEvent: (event: DrillEvent) => {
      hear(event);
      if (event.type === 'scenario.phase' && event.phase === 'attack') void fallBehind();
    },
  });
  expectNamed('sender-behind', drilled);
});

test('Falco stops in mid-run', async () => {
  const {hear, send} = poster();
  let first = true;
  const drilled = await drill(['secrets-listed', 'pod-exec'], {
    settings: {slaMs: 3500, graceMs: 200, parallel: 1},
    stack: stackOf([FALCO]),
    onEvent: event => {
      hear(event);
      if (event.type === 'scenario.judged') first = false;
      if (!first) return;
      if (event.type === 'scenario.started') send('falco', note(event.namespace));
      if (event.type !== 'step.answered' || event.purpose !== 'attack') return;
      const fields = {'ka.auditid': event.auditId};
      send('falco', {rule: 'Secrets Listed', priority: 'Warning', source: 'k8s_audit', output_fields: fields});
    },
  });
  expect(drilled.find('scenario.judged', 'secrets-listed')?.verdict).toBe('detected');
  expectNamed('sender-died', drilled, 'pod-exec');
});

test('Falco never posts anything in the whole run: nobody can tell its rules from its death', async () => {
  const drilled = await drill(['secrets-listed'], {stack: stackOf([FALCO])});
  expectNamed('sender-unheard', drilled);
  expect(drilled.find('benign.judged')?.state).toBe('unknown');
});

test('Falco posts with another token than the receiver wants, so that nothing is taken', async () => {
  const {hear, send} = poster();
  const drilled = await drill(['secrets-listed'], {
    stack: stackOf([`{type: falco, listen: {port: 0, token: {file: ${tempFile('token', 'wanted')}}}}`]),
    onEvent: event => {
      hear(event);
      if (event.type === 'scenario.started') send('falco', note(event.namespace));
    },
  });
  expectNamed('sender-refused', drilled);
});

test('what is posted during the attack is not an alert that can be read', async () => {
  const {hear, send} = poster();
  const drilled = await drill(['secrets-listed'], {
    stack: stackOf([FALCO]),
    onEvent: event => {
      hear(event);
      if (event.type === 'scenario.started') send('falco', note(event.namespace));
      if (event.type === 'step.answered' && event.purpose === 'attack') send('falco', {text: 'an alert for a chat'});
    },
  });
  expectNamed('post-unread', drilled);
});

test('a sender of alerts that is silent is not blamed on people: an acknowledgement that never comes is missed', async () => {
  const {hear, send} = poster();
  const [scenario] = scenariosNamed(['secrets-listed']);
  const expected = [...(scenario?.expect ?? []), {stage: 'acknowledged' as const, within: '5m'}];
  const drilled = await drill(scenario ? [{...scenario, expect: expected}] : [], {
    stack: stackOf([FALCO, '{type: webhook, id: pager, stage: acknowledged, listen: {port: 0}}']),
    onEvent: event => {
      hear(event);
      if (event.type !== 'step.answered' || event.purpose !== 'attack') return;
      const fields = {'ka.auditid': event.auditId};
      send('falco', {rule: 'Secrets Listed', priority: 'Warning', source: 'k8s_audit', output_fields: fields});
    },
  });
  expectNamed('nobody-acknowledged', drilled);
});
