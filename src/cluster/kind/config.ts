import {existsSync} from 'node:fs';
import {dirname, isAbsolute, join, resolve} from 'node:path';
import {isSeq, parseDocument} from 'yaml';
import {z} from 'zod';
import {messageOf, usageError} from '../../lib/errors.js';
import {makeDir, writeAtomic} from '../../lib/files/files.js';
import {unlessOutOfFiles} from '../../lib/files/open-files.js';
import {readText} from '../../lib/files/read-text.js';
import {parseYaml, problemLine} from '../../lib/yaml/yaml-file.js';
import {type AuditPaths, auditPathsOf, configOfPatches, throughMounts} from './api-server-config.js';
import {NODE_WEBHOOK} from './audit-webhook.js';

const Config = z.looseObject({
  nodes: z
    .array(
      z.looseObject({
        role: z.string().default('control-plane'),
        extraMounts: z.array(z.looseObject({hostPath: z.string(), containerPath: z.string()})).nullish(),
        kubeadmConfigPatches: z.array(z.string()).nullish(),
      }),
    )
    .nullish(),
  kubeadmConfigPatches: z.array(z.string()).nullish(),
});

/** What else is wanted of a configuration. */
export interface Wanted {
  /** The text of an audit policy in the place of the configuration's own. */
  policy?: string | undefined;
  webhook?: Webhook | undefined;
}

/**
 * Renders kind's configuration into `dir`: host paths become absolute, a policy that is wanted is mounted where the API
 * server looks for its own, and a webhook is added where one is wanted. Everything else in the file is kept.
 *
 * @returns the path of the rendered file.
 * @throws DrillError (exit code 2) when the file cannot be read, or its cluster could not be watched.
 */
export function renderKindConfig(configFile: string, dir: string, {policy, webhook}: Wanted = {}): string {
  const text = read(configFile);
  const {nodes, server, paths} = checked(text, configFile);
  const document = parseDocument(text);
  for (const [n, node] of nodes.entries()) {
    for (const [m, {hostPath}] of (node.extraMounts ?? []).entries()) {
      document.setIn(['nodes', n, 'extraMounts', m, 'hostPath'], absolute(hostPath, dirname(configFile)));
    }
  }
  makeDir(dir);
  if (!nodes.length) document.set('nodes', document.createNode([{role: 'control-plane'}]));
  const add = (key: string, value: unknown) => {
    const path = ['nodes', server, key];
    if (isSeq(document.getIn(path))) document.addIn(path, value);
    else document.setIn(path, document.createNode([value]));
  };
  const mounts = nodes[server]?.extraMounts ?? [];
  if (policy === undefined) requireMount(configFile, paths.policy, mounts);
  else {
    const copy = resolve(dir, 'audit-policy.yaml');
    writeAtomic(copy, policy);
    const at = mounts.findIndex(({containerPath}) => containerPath === paths.policy);
    if (at >= 0) document.setIn(['nodes', server, 'extraMounts', at, 'hostPath'], copy);
    else add('extraMounts', {hostPath: copy, containerPath: paths.policy, readOnly: true});
  }
  if (webhook) {
    add('extraMounts', {hostPath: resolve(webhook.file), containerPath: NODE_WEBHOOK, readOnly: true});
    add('kubeadmConfigPatches', webhook.patch);
  }
  const path = join(dir, 'kind-config.yaml');
  writeAtomic(path, document.toString());
  return path;
}

/** The nodes of a configuration, which of them has the API server, and where that logs. */
function checked(text: string, configFile: string) {
  const {problems, values} = parseYaml(text, configFile);
  if (problems.length) throw usageError(problems.map(problemLine), ['correct it, or name another with --kind-config']);
  const parsed = Config.safeParse(values[0]);
  if (!parsed.success)
    throw usageError(`${configFile} is not a configuration of kind`, ['see kind-config.yaml of kubedrill']);
  const {kubeadmConfigPatches: general} = parsed.data;
  const nodes = parsed.data.nodes ?? [];
  const [server = 0, ...others] = nodes.flatMap(({role}, n) => (role === 'control-plane' ? [n] : []));
  if (others.length) throw tooMany(configFile, others.length + 1);
  const own = nodes[server]?.kubeadmConfigPatches;
  return {nodes, server, paths: pathsIn(configFile, [...(general ?? []), ...(own ?? [])])};
}

function requireMount(configFile: string, policy: string, mounts: readonly Mount[]): void {
  const host = throughMounts(
    policy,
    mounts.map(mount => ({inside: mount.containerPath, outside: mount.hostPath})),
  );
  const next = ['bring it there with an extraMount, or name a policy with --audit-policy'];
  if (host === undefined)
    throw usageError(`${configFile} names the policy ${policy}, which no extraMount brings into the node`, next);
  // Docker makes a folder where there is nothing, and the API server does not start.
  const file = absolute(host, dirname(configFile));
  if (!existsSync(file)) throw usageError(`the audit policy ${file}, which ${configFile} mounts, does not exist`, next);
}

interface Mount {
  hostPath: string;
  containerPath: string;
}

/** The kubeconfig of an audit webhook, and what kubeadm is told of it. */
export interface Webhook {
  file: string;
  patch: string;
}

/** With several API servers each has a log of its own, and any of them may get a request. */
export const tooMany = (what: string, count: number) =>
  usageError(`${what} has ${count} control planes, and a drill follows the audit log of one`, [
    'take one control plane; workers as many as you like',
  ]);

function pathsIn(configFile: string, patches: readonly string[]): AuditPaths {
  const paths = auditPathsOf(configOfPatches(patches));
  if (typeof paths !== 'string') return paths;
  throw usageError(`the cluster of ${configFile} ${paths}`, [
    'set audit-log-path and audit-policy-file in a kubeadm patch, as kind-config.yaml of kubedrill does',
  ]);
}

const absolute = (path: string, base: string): string => (isAbsolute(path) ? path : resolve(base, path));

function read(path: string): string {
  try {
    return readText(path);
  } catch (error) {
    unlessOutOfFiles(error);
    throw usageError(`kind's configuration ${path} cannot be read: ${messageOf(error)}`, [
      'name a file with --kind-config',
    ]);
  }
}
