import {test} from 'vitest';
import {readPolicy} from '../../../src/audit/policy-file.js';
import {openCluster} from '../../../src/cluster/open.js';
import {realClock} from '../../../src/lib/clock.js';
import {drillOn} from '../../helpers/drill.js';
import {never} from '../../helpers/source.js';
import {tempDir, tempFile} from '../../helpers/temp.js';
import {expectNamed} from '../../sabotage/ways.js';
import {lab, uniqueName} from '../lab.js';

/** Three ways at once, each of which another scenario meets. */
const POLICY = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived, ResponseStarted]
rules:
  - {level: None, resources: [{group: "", resources: [secrets]}]}
  - level: Metadata
`;

test('policy None for the resource, level too low for the rule, ResponseStarted omitted: a real API server', async () => {
  const cluster = await openCluster('kind', {
    request: {
      kind: 'kind',
      keep: false,
      nodeImage: lab('KUBEDRILL_NODE_IMAGE'),
      kindConfig: 'kind-config.yaml',
      auditPolicy: readPolicy(tempFile('policy.yaml', POLICY)),
    },
    ...{name: uniqueName('kubedrill-policy'), dir: tempDir(), clock: realClock, onPhase: () => {}, signal: never},
    env: process.env,
  });
  const scenarios = ['secrets-listed', 'privileged-pod', 'invalid-credential-burst'];
  const drilled = await drillOn(cluster, scenarios, {clock: realClock, settings: {slaMs: 3000, graceMs: 500}}).finally(
    () => cluster.release(),
  );
  expectNamed('policy-none', drilled, 'secrets-listed');
  expectNamed('level-too-low', drilled, 'privileged-pod');
  expectNamed('response-started-omitted', drilled, 'invalid-credential-burst');
});
