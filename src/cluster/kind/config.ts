import {existsSync} from 'node:fs';
import {isIP} from 'node:net';
import {dirname, isAbsolute, join, posix, resolve} from 'node:path';
import {stringify} from 'yaml';
import {z} from 'zod';
import {messageOf, usageError} from '../../lib/errors.js';
import {makeDir, writeAtomic} from '../../lib/files/files.js';
import {unlessOutOfFiles} from '../../lib/files/open-files.js';
import {readText} from '../../lib/files/read-text.js';
import {listOf} from '../../lib/list-of.js';
import {issuePath, issueText, plainIssues} from '../../lib/yaml/issue-words.js';
import {type Problem, parseYaml, problemLine, type YamlFile} from '../../lib/yaml/yaml-file.js';
import {type AuditPaths, auditPathsOf, configOfPatches, throughMounts} from './api-server-config.js';
import {NODE_WEBHOOK} from './audit-webhook.js';

const Mount = z.looseObject({hostPath: z.string(), containerPath: z.string()});

const Node = z.looseObject({
  role: z.string().default('control-plane'),
  extraMounts: listOf(Mount),
  kubeadmConfigPatches: listOf(z.string()),
});

const Config = z.looseObject({
  kind: z.literal('Cluster'),
  apiVersion: z.literal('kind.x-k8s.io/v1alpha4'),
  // Without any, kind makes one.
  nodes: listOf(Node).transform(nodes => (nodes.length ? nodes : [Node.parse({})])),
  kubeadmConfigPatches: listOf(z.string()),
  networking: z.looseObject({}).optional(),
});

/** What else is wanted of a configuration. */
export interface Wanted {
  /** The text of an audit policy in the place of the configuration's own. */
  policy?: string | undefined;
  webhook?: Webhook | undefined;
  /** An address of this machine at which others reach the API server; one that the configuration names goes before it. */
  address?: string | undefined;
}

/**
 * Renders kind's configuration into `dir`: host paths become absolute, a policy that is wanted is mounted where the API
 * server looks for its own, and a webhook is added where one is wanted. Everything else in the file is kept.
 *
 * @returns the path of the rendered file.
 * @throws DrillError (exit code 2) when the file cannot be read, or its cluster could not be watched.
 */
export function renderKindConfig(configFile: string, dir: string, {policy, webhook, address}: Wanted = {}): string {
  const {config, server, paths} = checked(read(configFile), configFile);
  for (const mount of config.nodes.flatMap(({extraMounts}) => extraMounts))
    mount.hostPath = absolute(mount.hostPath, dirname(configFile));
  makeDir(dir);
  const {extraMounts, kubeadmConfigPatches} = server;
  if (policy === undefined) requireMount(configFile, paths.policy, extraMounts);
  else {
    const copy = resolve(dir, 'audit-policy.yaml');
    writeAtomic(copy, policy);
    const own = extraMounts.find(({containerPath}) => posix.normalize(containerPath) === paths.policy);
    if (own) own.hostPath = copy;
    else extraMounts.push({hostPath: copy, containerPath: paths.policy, readOnly: true});
  }
  if (webhook) {
    extraMounts.push({hostPath: resolve(webhook.file), containerPath: NODE_WEBHOOK, readOnly: true});
    kubeadmConfigPatches.push(webhook.patch);
  }
  // kind takes nothing but addresses of the machine here; it names them in the kubeconfig and in the certificate.
  if (address !== undefined && isIP(address)) config.networking = {apiServerAddress: address, ...config.networking};
  const path = join(dir, 'kind-config.yaml');
  writeAtomic(path, stringify(config, withoutEmpty, {lineWidth: 0}));
  return path;
}

/** An empty list says nothing, and many are not the author's. */
const withoutEmpty = (_: unknown, value: unknown) => (Array.isArray(value) && value.length === 0 ? undefined : value);

/** A configuration, its node with the API server, and where that logs. */
function checked(text: string, configFile: string) {
  const yaml = parseYaml(text, configFile, {documents: 'one'});
  if (yaml.problems.length) throw invalid(yaml.problems);
  // Without aliases, so that what is changed in one place is changed in no other.
  const value: unknown = JSON.parse(JSON.stringify(yaml.values[0] ?? {}));
  const parsed = Config.safeParse(value);
  if (!parsed.success)
    throw invalid(plainIssues(parsed.error.issues).map(issue => yaml.at(issuePath(issue), issueText(issue, value))));
  const config = parsed.data;
  const servers = config.nodes.filter(({role}) => role === 'control-plane');
  if (servers.length > 1) throw tooMany(configFile, servers.length);
  const [server] = servers;
  if (!server) throw invalid([yaml.at(['nodes'], 'nodes: has no control-plane')]);
  const patches = [...config.kubeadmConfigPatches, ...server.kubeadmConfigPatches];
  const broken = brokenPatches(config, yaml);
  if (broken.length) throw invalid(broken);
  return {config, server, paths: pathsIn(configFile, patches)};
}

type Config = z.output<typeof Config>;

/** Patches that are texts of YAML themselves, and cannot be read. */
function brokenPatches({nodes, kubeadmConfigPatches}: Config, yaml: YamlFile): Problem[] {
  const lists = [
    {at: [] as PropertyKey[], patches: kubeadmConfigPatches},
    ...nodes.map((node, n) => ({at: ['nodes', n], patches: node.kubeadmConfigPatches})),
  ];
  return lists.flatMap(({at, patches}) =>
    patches.flatMap((patch, i) =>
      parseYaml(patch, yaml.file).problems.map(({line, message}) =>
        yaml.at([...at, 'kubeadmConfigPatches', i], `line ${line} of this patch: ${message}`),
      ),
    ),
  );
}

const invalid = (problems: readonly Problem[]) =>
  usageError(problems.map(problemLine), ['correct it, or name another with --kind-config']);

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

type Mount = z.output<typeof Mount>;

/** The kubeconfig of an audit webhook, and what kubeadm gets of it. */
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
