import {expect, test} from 'vitest';
import {auditEvent} from '../../helpers/audit-event.js';
import {expectNamed} from '../../sabotage/ways.js';
import {alertmanager, send, TOLD} from '../alertmanager.js';
import {store} from '../lab.js';
import {timed} from '../shipper.js';
import {chain} from './elastalert-chain.js';

test('realert swallows the second', async () => {
  const earlier = async (index: string, told: () => number): Promise<void> => {
    await store(index, timed(auditEvent('kd-000001', new Date())));
    await expect.poll(told, {timeout: 60_000}).toBeGreaterThan(0);
  };
  expectNamed('realert-swallows', await chain({rule: {realert: {minutes: 5}}, before: earlier}));
});

test('an alert about something else in Alertmanager hides nothing of what ElastAlert2 knows', async () => {
  const people = await alertmanager(`route: {receiver: people}\n${TOLD}`);
  await send(people, {alertname: 'client-certificate-approved', auditID: '19214ce2-34c1-4edb-9a92-1dd18e111dd3'});
  await send(people, {user_username: 'alice'});
  const beside = [`{type: alertmanager, url: "${people}", every: 200ms}`];
  const never = {filter: [{term: {'verb.keyword': 'LIST'}}]};
  expectNamed('foreign-alert-elastalert', await chain({rule: never, beside}));
});

test('no rule claims the technique', async () => {
  expectNamed('no-rule-claims', await chain({rule: {filter: [{term: {'verb.keyword': 'LIST'}}]}, named: ''}));
});

test('rule whose file is not named', async () => {
  const filter = [{term: {'verb.keyword': 'LIST'}}];
  expectNamed('elastalert-rule-unread', await chain({rule: {filter}, readable: false}));
});
