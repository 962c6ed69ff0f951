import {readdirSync, readFileSync} from 'node:fs';
import {expect, onTestFinished, test} from 'vitest';
import {parse} from 'yaml';
import {alertmanager, TOLD} from '../alertmanager.js';
import {elastAlert} from '../elastalert2.js';
import {call, lab, uniqueName} from '../lab.js';
import {shipping} from '../rsyslog.js';
import {clusterWithLog, coreDrill, expectFollowed} from './chain.js';

const FIXTURES = 'test/fixtures/elastalert';

test('kind, audit log, rsyslog, OpenSearch, ElastAlert2, Alertmanager: the core drill, with the time of each link', async () => {
  const opensearch = lab('LAB_OPENSEARCH');
  // The template of the lab's shipper is about this name: bodies are one value each.
  const index = uniqueName('k8s-audit');
  onTestFinished(() => call('DELETE', `${opensearch}/${index}?ignore_unavailable=true`).then(() => {}));
  const people = await alertmanager(`route: {receiver: people, group_wait: 0s}\n${TOLD}`);
  const rules = readdirSync(FIXTURES).map(file => ({...parse(readFileSync(`${FIXTURES}/${file}`, 'utf8')), index}));
  const {writeback, ran} = await elastAlert(rules, {alertmanager_hosts: [people]});
  const {cluster, log} = await clusterWithLog();
  await shipping(log, index);
  await ran('pod-exec');
  const drilled = await coreDrill(cluster, [
    `{type: elasticsearch, url: "${opensearch}", index: ${index}, every: 500ms, delays: [{for: 1s, why: OpenSearch refreshes every}]}`,
    `{type: elastalert, url: "${opensearch}", index: ${writeback}, handsTo: alertmanager, every: 500ms}`,
    `{type: alertmanager, url: "${people}", every: 500ms, delays: [{for: 1s, why: ElastAlert2 runs every}]}`,
  ]);
  expectFollowed(drilled, {collected: 'elasticsearch', alerted: 'alertmanager'});
  expect(drilled.view.scenarios.map(s => s.benign?.state)).toEqual(Array(7).fill('silent'));
}, 600_000);
