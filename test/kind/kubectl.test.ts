import {join} from 'node:path';
import {KubeConfig} from '@kubernetes/client-node';
import {execaSync} from 'execa';
import {afterAll, beforeAll, describe} from 'vitest';
import {readPolicy} from '../../src/audit/policy-file.js';
import {kubeConfigFor} from '../../src/cluster/simulated/open.js';
import {type SimulatedServer, startServer} from '../../src/cluster/simulated/server.js';
import {realClock} from '../../src/lib/clock.js';
import {Allowances} from '../fidelity/compare.js';
import {type Outcome, playScript, readScript} from '../fidelity/kubectl/play.js';
import {expectSameLines, reportLines} from '../fidelity/kubectl/same.js';
import {settled} from '../fidelity/kubectl/settle.js';
import {KindCluster} from '../helpers/kind-cluster.js';

const folder = join(import.meta.dirname, '../fidelity/kubectl');
const script = readScript(join(folder, 'with-node.yaml'));
const allowances = new Allowances(join(folder, 'allowed-with-node.yaml'));
const kind = new KindCluster('kubedrill-kubectl');
let server: SimulatedServer | undefined;
let outcomes: Outcome[][] = [];

beforeAll(async () => {
  kind.up();
  const {policy} = readPolicy('audit-policy.yaml');
  const auditLog = join(kind.home, 'simulated.log');
  server = await startServer({policy, auditLog, clock: realClock, version: 'v1.34.4', tls: true});
  const real = new KubeConfig();
  real.loadFromFile(kind.admin);
  const kubectl = join(execaSync('which', ['kubectl']).stdout, '..');
  const play = async (config: KubeConfig, node: string) =>
    (await playScript(script, config, {kubectl, dir: kind.home, env: {NODE: node}})).map(outcome => {
      const named = (text: string) => text.replaceAll(node, '<node>');
      return settled({...outcome, stdout: named(outcome.stdout), stderr: named(outcome.stderr)});
    });
  outcomes = await Promise.all([play(real, kind.node), play(kubeConfigFor(server, 'simulated'), 'simulated-node')]);
  reportLines(outcomes);
}, 600_000);
afterAll(async () => {
  await server?.close();
  kind.down();
});

describe('kubectl prints the same on the simulated cluster and on kind, where a node is needed', () => {
  expectSameLines(script, allowances, () => outcomes);
});
