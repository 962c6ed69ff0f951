import {join} from 'node:path';
import {readPolicy} from '../../audit/policy-file.js';
import {realClock} from '../../lib/clock.js';
import {formatDuration} from '../../lib/duration.js';
import {usageError} from '../../lib/errors.js';
import {dictionary} from '../../lib/json/dictionary.js';
import {packaged} from '../../lib/paths.js';
import type {Define} from '../define.js';
import {type Interrupts, watchInterrupts} from '../interrupts.js';
import {type GlobalFlags, type Io, tellLines, writeJson, writeLines} from '../io.js';
import {tellingWhile} from '../keep-telling.js';
import {RUNS} from '../run/folder.js';
import {KEPT_CLUSTER} from '../run/options.js';

interface ClusterFlags extends GlobalFlags {
  name: string;
  nodeImage?: string;
  kindConfig?: string;
  auditPolicy?: string;
  out: string;
}

const EXAMPLES = `
Examples:
  kubedrill cluster up          a kind cluster that stays; \`kubedrill run --reuse\` uses it
  kubedrill cluster status
  kubedrill cluster down`;

/** `kubedrill cluster up|down|status`: a drill cluster that outlives its runs. */
export const define: Define = (command, io, done) => {
  command
    .argument('<action>', 'up, down or status')
    .option('--name <name>', 'name of the cluster', KEPT_CLUSTER)
    .option('--node-image <image>', 'node image (also KUBEDRILL_NODE_IMAGE)')
    .option('--kind-config <file>', "kind's configuration")
    .option('--audit-policy <file>', 'audit policy')
    .option('--out <dir>', 'where its kubeconfig is written', RUNS)
    .addHelpText('after', EXAMPLES)
    .action(async (action: string) => {
      const flags = command.optsWithGlobals<ClusterFlags>();
      const act = ACTIONS[action];
      if (!act) throw usageError(`cluster ${action} is not one of ${Object.keys(ACTIONS).join(', ')}`);
      if (act !== up) refuseThoseOfUp(action, flags);
      const interrupts = watchInterrupts(io);
      try {
        await act(flags, io, interrupts);
        done(0);
      } finally {
        interrupts.close();
      }
    });
};

function refuseThoseOfUp(action: string, {nodeImage, kindConfig, auditPolicy}: ClusterFlags): void {
  const ofUp = {'--node-image': nodeImage, '--kind-config': kindConfig, '--audit-policy': auditPolicy};
  const given = Object.entries(ofUp).find(([, value]) => value !== undefined);
  if (!given) return;
  throw usageError(`${given[0]} has no effect with cluster ${action}: only \`cluster up\` makes a cluster`, [
    `leave out ${given[0]}`,
  ]);
}

type Act = (flags: ClusterFlags, io: Io, interrupts: Interrupts) => Promise<void>;

const ACTIONS: Record<string, Act> = dictionary({up, down, status});

async function up(flags: ClusterFlags, io: Io, {signal}: Interrupts): Promise<void> {
  const {openKind} = await import('../../cluster/kind/open.js');
  const {DRILL_CLUSTER} = await import('../../cluster/kind/delete.js');
  if (!DRILL_CLUSTER.test(flags.name)) {
    throw usageError(`--name ${flags.name} does not begin with kubedrill`, [
      `--name kubedrill-${flags.name}: kubedrill deletes only clusters whose name begins with kubedrill`,
    ]);
  }
  const dir = join(flags.out, 'clusters', flags.name);
  const nodeImage = flags.nodeImage ?? io.env.KUBEDRILL_NODE_IMAGE;
  const startedAt = realClock.now();
  let busy = 'looking for kind';
  const open = openKind({
    request: {
      kind: 'kind',
      keep: true,
      kindConfig: flags.kindConfig ?? packaged('kind-config.yaml'),
      ...(flags.auditPolicy !== undefined && {auditPolicy: readPolicy(flags.auditPolicy)}),
      ...(nodeImage !== undefined && {nodeImage}),
    },
    ...{name: flags.name, dir, clock: realClock, env: io.env, signal},
    onPhase: (phase, state) => {
      busy = phase;
      if (!flags.quiet && state !== 'started') tellLines(io, [`  ${state === 'done' ? 'done  ' : 'FAILED'} ${phase}`]);
    },
  });
  const say = (text: string) => tellLines(io, [`  ${text}`]);
  const cluster = await tellingWhile(
    {clock: realClock, say, quiet: flags.quiet},
    () => busy,
    () => open,
  );
  const kubeconfig = join(dir, 'cluster', 'kubeconfig');
  if (flags.json) writeJson(io, {name: cluster.name, version: cluster.version, kubeconfig});
  else {
    const took = formatDuration(realClock.now() - startedAt);
    writeLines(io, [
      `cluster ${cluster.name} is up: Kubernetes ${cluster.version}, ${took}`,
      `kubeconfig ${kubeconfig}`,
    ]);
  }
}

async function down(flags: ClusterFlags, io: Io, {signal}: Interrupts): Promise<void> {
  const {kindTool} = await import('../../cluster/kind/open.js');
  const {listClusters, removeCluster} = await import('../../cluster/kind/delete.js');
  const tool = await kindTool(io.env, signal);
  const existed = (await listClusters(tool)).includes(flags.name);
  await removeCluster(tool, flags.name);
  if (flags.json) writeJson(io, {name: flags.name, deleted: existed});
  else writeLines(io, [existed ? `cluster ${flags.name} deleted` : `there is no cluster ${flags.name}`]);
}

async function status(flags: ClusterFlags, io: Io, {signal}: Interrupts): Promise<void> {
  const {kindTool} = await import('../../cluster/kind/open.js');
  const {listClusters} = await import('../../cluster/kind/delete.js');
  const {foundRuns} = await import('../../run/recover/found-runs.js');
  const clusters = await listClusters(await kindTool(io.env, signal));
  const found = foundRuns(flags.out);
  const problems = found.flatMap(f => f.problem ?? []);
  const unfinished = found.flatMap(({unfinished: u}) =>
    u ? [{run: u.run, pid: u.pid, cluster: u.cluster?.name}] : [],
  );
  if (flags.json) writeJson(io, {clusters, unfinished, problems});
  else {
    const lines = clusters.length ? clusters.map(name => `drill cluster ${name}`) : ['no drill cluster is running'];
    const open = unfinished.map(
      u => `run ${u.run} is not finished (process ${u.pid}): \`kubedrill cleanup\` if it was killed`,
    );
    writeLines(io, [...lines, ...open, ...problems]);
  }
}
