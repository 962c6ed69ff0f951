import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {Result} from '../../src/report/data/result-schema.js';
import {liveDrill} from '../helpers/live-drill.js';

const SCRIPT = `
title: Three at once
description: One contained rightly, one with harm, one not at all
scenarios: [cluster-admin-bound, secrets-listed, privileged-pod]
uses: [live]
sla: {grace: 2s}
roles:
  - {id: facilitator, kind: controls, min: 1}
  - {id: commander, kind: responds, min: 1, max: 1, can: [declare, decide, notify, acknowledge], duties: [Leads]}
  - {id: responder, kind: responds, min: 2, can: [acknowledge, contain, evidence, ask], cluster: operator, duties: [Stops it]}
  - {id: observer, kind: observes}
objectives: [{id: O1, text: Contain it, csf: RS.MI, tasks: [{id: O1.1, text: Revoke it}]}]
respond: {acknowledge: 5m, contain: 60s}
script:
  - {id: I1, at: 0s, attack: cluster-admin-bound, objectives: [O1]}
  - {id: I2, after: {event: detected, of: cluster-admin-bound}, attack: secrets-listed}
  - {id: I3, after: {event: detected, of: secrets-listed}, attack: privileged-pod}
  - {id: I4, after: {event: declared}, ask: Q1, to: [commander]}
  - {id: I5, to: [responder], from: Shop, text: Checkout is down on purpose now.}
questions:
  - {id: Q1, text: Freeze or watch?, to: [commander], choose: [{id: freeze, text: Freeze it, leadsTo: [I5]}, {id: watch, text: Watch}], rationale: required}
`;

test('a whole drill on kind: people with kubectl contain one attack rightly, one with harm, one not at all', async () => {
  const live = await liveDrill(SCRIPT, ['--cluster', 'kind', '--json'], process.env, {timeout: 200_000});
  const [lead, ada, watcher] = [
    await live.enters('facilitator', 'Lead'),
    await live.enters('commander', 'Ada'),
    await live.enters('observer', 'obs1'),
  ];
  const [res1, res2] = [await live.enters('responder', 'res1'), await live.enters('responder', 'res2')];
  await expect.poll(async () => (await live.asks(lead, 'start')).status, {timeout: 200_000, interval: 1000}).toBe(200);
  const files = {res1: await live.kubeconfig(res1, 'res1'), res2: await live.kubeconfig(res2, 'res2')};
  const as = (person: keyof typeof files, ...args: string[]) =>
    execFileSync('kubectl', ['--kubeconfig', files[person], ...args], {encoding: 'utf8'});
  await live.happens('scenario.phase', e => e.phase === 'respond' && e.scenario === 'privileged-pod');
  const namespaceOf = (scenario: string): string =>
    live.of('scenario.started').find(e => e.scenario === scenario)?.namespace ?? '';
  const alertOf = (scenario: string): string =>
    live.of('signal.seen').find(e => e.scenario === scenario && e.alert)?.alert ?? '';
  await expect.poll(() => live.of('harm.changed').filter(e => e.state === 'fine').length, {timeout: 100_000}).toBe(3);

  expect((await live.asks(res1, 'acknowledge', {alert: alertOf('cluster-admin-bound')})).status).toBe(200);
  expect((await live.asks(res2, 'acknowledge', {alert: alertOf('secrets-listed')})).status).toBe(200);
  expect(
    (
      await live.asks(ada, 'declare', {
        severity: 'critical',
        alerts: [alertOf('cluster-admin-bound')],
        summary: 'They are in',
      })
    ).status,
  ).toBe(200);
  const [rightly, harmed, not] = ['cluster-admin-bound', 'secrets-listed', 'privileged-pod'].map(namespaceOf) as [
    string,
    string,
    string,
  ];
  const token = /^(kd-\w+)/.exec(rightly)?.[1] ?? rightly;
  // Read before it is deleted.
  as('res1', 'get', 'clusterrolebinding', `${token}-root`, '-o', 'yaml');
  as('res1', 'delete', 'clusterrolebinding', `${token}-root`);
  as('res1', '-n', rightly, 'delete', 'serviceaccount', 'tenant-operator');
  // Everything in sight, and the attacker's rights.
  as('res2', '-n', harmed, 'delete', 'deployments', '--all');
  as('res2', 'delete', 'clusterrolebindings', '-l', 'kubedrill.dev/scenario=secrets-listed');
  as('res2', '-n', harmed, 'patch', 'secret', 'database', '-p', '{"stringData":{"password":"another"}}');
  // The pod goes unread, and its attacker stays.
  as('res2', '-n', not, 'delete', 'pod', 'node-tuner', '--wait=false');

  await live.happens('question.asked');
  expect((await live.asks(ada, 'decide', {question: 'Q1', choice: 'freeze', rationale: 'it spreads'})).status).toBe(
    200,
  );
  await live.happens('inject.delivered', e => e.inject === 'I5' && e.by === 'decision');
  expect(
    (await live.asks(watcher, 'observe', {objective: 'O1', task: 'O1.1', rating: 'S', text: 'quick'})).status,
  ).toBe(200);
  await live.happens('scenario.contained', e => e.scenario === 'cluster-admin-bound');
  await live.happens('scenario.contained', e => e.scenario === 'secrets-listed');
  expect((await live.asks(lead, 'close', {scenario: 'privileged-pod', reason: 'time is over'})).status).toBe(200);
  expect((await live.asks(lead, 'end')).status).toBe(200);

  const {stdout, code} = await live.done;
  const result = JSON.parse(stdout) as Result;
  const responseTo = (id: string) => result.scenarios.find(s => s.id === id)?.response;
  expect(responseTo('cluster-admin-bound')).toMatchObject({
    ...{
      containment: 'in time',
      containedBy: ['res1'],
      harm: [{down: 0, by: null}],
      evidence: [{state: 'kept', by: 'res1'}],
    },
  });
  expect(responseTo('secrets-listed')).toMatchObject({containment: 'in time', harm: [{by: 'res2'}]});
  expect(responseTo('privileged-pod')).toMatchObject({containment: 'not contained', contained: {happened: false}});
  expect(result.cleanup).toMatchObject({left: [], cluster: 'deleted'});
  expect(code).toBe(0);
  expect(existsSync(join(live.folder(), 'responders'))).toBe(false);
  // Their tokens ended with the drill, and are in no file of it.
  const tokens = Object.values(files).map(file => /"token":"([^"]+)/.exec(readFileSync(file, 'utf8'))?.[1] ?? 'none');
  const log = readFileSync(join(live.folder(), 'events.ndjson'), 'utf8');
  for (const secret of [...tokens, lead, ada, res1]) expect(log).not.toContain(secret);
});
