import {expect, test} from 'vitest';
import type {DrillEvent} from '../../../src/events/events.js';
import {drill} from '../../helpers/drill.js';
import {stackOf} from '../../helpers/stack.js';
import {expectNamed} from '../../sabotage/ways.js';
import {alertmanager, ownAlertmanager, TOLD} from '../alertmanager.js';

const PEOPLE = `route: {receiver: people}\n${TOLD}`;
/** Of the word `drill`, at the lowest cost that there is. */
const PASSWORD = {plain: 'drill', bcrypt: '$2b$04$abcdefghijklmnopqrstuu3aLlYY.FjIdkyekclz0lUjMzxcsVpA2'};

const asked = (url: string) => stackOf([`{type: alertmanager, url: "${url}", every: 100ms}`]);
const listed = (url: string, onEvent: (event: DrillEvent) => void = () => {}) =>
  drill(['secrets-listed'], {stack: asked(url), settings: {slaMs: 2000}, onEvent});

test('a real Alertmanager is down at the start', async () => {
  const {url, stop} = await ownAlertmanager(PEOPLE);
  await stop();
  expectNamed('source-down-at-start', await listed(url));
});

test('a real Alertmanager goes down in mid-run', async () => {
  const {url, stop} = await ownAlertmanager(PEOPLE);
  const drilled = await listed(url, event => {
    if (event.type === 'scenario.phase' && event.phase === 'attack') void stop();
  });
  expectNamed('source-down-in-mid-run', drilled);
});

test('a real Alertmanager answers 401', async () => {
  const {url} = await ownAlertmanager(PEOPLE, PASSWORD);
  expectNamed('source-answers-401', await listed(url));
});

test('whole: it is asked, and holds nothing of the attack', async () => {
  expect((await listed(await alertmanager(PEOPLE))).find('scenario.judged')).toMatchObject({verdict: 'missed'});
});
