import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {parse} from 'yaml';
import {alertmanager, TOLD} from '../alertmanager.js';
import {ownLoki, push} from '../loki-server.js';
import {shipped} from '../shipper.js';
import {clusterWithLog, coreDrill, expectFollowed} from './chain.js';

const TENANT = 'team-a';

/** A shipper of the test's own: each line of the audit log, at the time at which it was read. */
const toLoki = (url: string) =>
  shipped(lines => {
    void push(
      url,
      {job: 'kube-audit'},
      lines.map(line => ({at: new Date(), line})),
      TENANT,
    );
  });

test('kind, audit log, Loki, its ruler, Alertmanager: the core drill, with the time of each link', async () => {
  const people = await alertmanager(`route: {receiver: people, group_wait: 0s}\n${TOLD}`);
  const rules = parse(readFileSync('test/fixtures/loki/rules.yaml', 'utf8'));
  const url = await ownLoki({[TENANT]: rules}, people);
  const {cluster} = await clusterWithLog();
  const drilled = await coreDrill(toLoki(url)(cluster), [
    `{type: loki, url: "${url}", tenant: ${TENANT}, query: '{job="kube-audit"}', every: 500ms}`,
    `{type: alertmanager, url: "${people}", every: 500ms, delays: [{for: 1s, why: the ruler evaluates every}]}`,
  ]);
  expectFollowed(drilled, {collected: 'loki', alerted: 'alertmanager'});
  // LogQL knows no threshold that keeps the identity of what it counts: the twin's 401s alert with those of the attack.
  const silent = drilled.view.scenarios.filter(s => s.plan.id !== 'invalid-credential-burst');
  expect(silent.map(s => s.benign?.state)).toEqual(Array(6).fill('silent'));
}, 600_000);
