import {readPolicy} from '../../src/audit/policy-file.js';
import {type CoverageRun, coverage} from '../../src/coverage/coverage.js';
import {realClock} from '../../src/lib/clock.js';
import {loadRules} from '../../src/sigma/load/load.js';
import {tempFile} from '../helpers/temp.js';

/** Everything is written down, Events and reads too. */
const EVERYTHING =
  'apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules: [{level: RequestResponse}]';

/** A coverage run on a simulated cluster, in a folder of the test's own. */
export const coverageOn = (dir: string, change: Partial<CoverageRun> & {policy?: string} = {}) => {
  const {policy = EVERYTHING, ...rest} = change;
  return coverage({
    request: {kind: 'simulated', keep: false, kindConfig: '', auditPolicy: readPolicy(tempFile('policy.yaml', policy))},
    choice: {kind: 'simulated', reason: 'test'},
    dir,
    run: 'a1b2c3',
    lines: 30,
    image: 'busybox:stable',
    withinMs: 120_000,
    rules: loadRules([]).set,
    version: '0.0.0',
    clock: realClock,
    abort: new AbortController().signal,
    env: {},
    onPhase: () => {},
    ...rest,
  });
};
