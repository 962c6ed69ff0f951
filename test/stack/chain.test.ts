import {expect, test} from 'vitest';
import {drill} from '../helpers/drill.js';
import {loopback} from '../helpers/loopback.js';
import {stackOf} from '../helpers/stack.js';
import {coreRules} from './elastalert-rules.js';
import {elastAlert} from './elastalert2.js';
import {lab} from './lab.js';
import {rsyslog} from './shipper.js';

const CORE = [
  ...['secrets-listed', 'privileged-pod', 'cluster-admin-bound'],
  ...['escalating-role', 'pod-exec', 'invalid-credential-burst'],
];

test('API server, rsyslog, OpenSearch, ElastAlert2: the core drill is followed through every link', async () => {
  const people = await loopback(() => ({body: {}}));
  const {writeback} = await elastAlert(coreRules('k8s-audit', people.url));
  const url = lab('LAB_OPENSEARCH');
  const drilled = await drill(CORE, {
    cluster: rsyslog,
    settings: {slaMs: 90_000},
    stack: stackOf([
      `{type: elasticsearch, url: "${url}", index: k8s-audit}`,
      `{type: elastalert, url: "${url}", index: ${writeback}}`,
    ]),
  });
  expect(drilled.error).toBeUndefined();
  expect(Object.fromEntries(drilled.view.scenarios.map(s => [s.plan.id, s.verdict]))).toEqual({
    'secrets-listed': 'detected',
    'privileged-pod': 'detected',
    'cluster-admin-bound': 'detected',
    'escalating-role': 'prevented',
    'pod-exec': 'detected',
    'invalid-credential-burst': 'detected',
  });
  expect(drilled.view.scenarios.map(s => s.benign?.state)).toEqual(Array(6).fill('silent'));
  const links = drilled.events.flatMap(e =>
    e.type === 'expectation.settled' && e.state === 'seen' ? [`${e.scenario} ${e.stage} ${e.source}`] : [],
  );
  for (const scenario of CORE.filter(id => id !== 'escalating-role')) {
    expect(links).toEqual(
      expect.arrayContaining([
        `${scenario} audited audit-log`,
        `${scenario} collected elasticsearch`,
        `${scenario} alerted elastalert`,
      ]),
    );
  }
});
