import {expect, test} from 'vitest';
import type {DrillEvent} from '../../src/events/events.js';
import {drill} from '../helpers/drill.js';
import {loopback} from '../helpers/loopback.js';
import {stackOf} from '../helpers/stack.js';
import {expectNamed} from './ways.js';

const asked = (url: string) => stackOf([`{type: alertmanager, url: "${url}", every: 50ms}`]);
const attacks = (event: DrillEvent): boolean => event.type === 'scenario.phase' && event.phase === 'attack';

test('source down at start', async () => {
  const server = await loopback(() => ({body: []}));
  await server.close();
  const drilled = await drill(['secrets-listed'], {stack: asked(server.url)});
  expectNamed('source-down-at-start', drilled);
  expect(drilled.view.checks.find(c => c.check === 'sources')).toMatchObject({state: 'failed'});
});

test('source down in mid-run', async () => {
  const server = await loopback(() => ({body: []}));
  const closing = (event: DrillEvent) => {
    if (attacks(event)) void server.close();
  };
  const drilled = await drill(['secrets-listed'], {stack: asked(server.url), onEvent: closing});
  expectNamed('source-down-in-mid-run', drilled);
  expect(drilled.events.filter(e => e.type === 'source.changed' && e.source === 'alertmanager')).toMatchObject([
    {state: 'up'},
    {state: 'down'},
  ]);
});

test('source answers 401', async () => {
  const {url} = await loopback(() => ({status: 401, body: {error: 'who are you'}}));
  expectNamed('source-answers-401', await drill(['secrets-listed'], {stack: asked(url)}));
});
