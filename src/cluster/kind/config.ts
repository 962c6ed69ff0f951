import {readFileSync} from 'node:fs';
import {dirname, isAbsolute, join, resolve} from 'node:path';
import {parseDocument} from 'yaml';
import {usageError} from '../../lib/errors.js';
import {makeDir, writeAtomic} from '../../lib/files.js';
import {NODE_WEBHOOK} from './audit-webhook.js';

/** Where the policy stands in the node. */
export const NODE_POLICY = '/etc/kubernetes/audit/policy.yaml';
/** Where the API server's log stands in the node. */
export const NODE_AUDIT_LOG = '/var/log/kubernetes/audit.log';

/**
 * Renders kind's configuration into `dir`, beside a copy of the audit policy: host paths become absolute, and the
 * mount of the policy points at that copy. A webhook is added where one is wanted. Everything else in the file is kept.
 *
 * @returns the path of the rendered file.
 * @param policy the text of the audit policy.
 * @throws DrillError (exit code 2) when the file cannot be read.
 */
export function renderKindConfig(configFile: string, policy: string, dir: string, webhook?: Webhook): string {
  const policyCopy = resolve(dir, 'audit-policy.yaml');
  makeDir(dir);
  const document = parseDocument(read(configFile));
  const problem = document.errors[0];
  if (problem) throw usageError(`${configFile}: ${problem.message}`);
  writeAtomic(policyCopy, policy);
  const config = document.toJS() as {nodes?: {extraMounts?: Mount[]}[]};
  for (const [n, node] of (config.nodes ?? []).entries()) {
    for (const [m, mount] of (node.extraMounts ?? []).entries()) {
      const hostPath = mount.containerPath === NODE_POLICY ? policyCopy : absolute(mount.hostPath, dirname(configFile));
      document.setIn(['nodes', n, 'extraMounts', m, 'hostPath'], hostPath);
    }
  }
  if (webhook) {
    const mount = {hostPath: resolve(webhook.file), containerPath: NODE_WEBHOOK, readOnly: true};
    document.addIn(['nodes', 0, 'extraMounts'], mount);
    document.addIn(['nodes', 0, 'kubeadmConfigPatches'], webhook.patch);
  }
  const path = join(dir, 'kind-config.yaml');
  writeAtomic(path, document.toString());
  return path;
}

/** The kubeconfig of an audit webhook, and what kubeadm is told of it. */
export interface Webhook {
  file: string;
  patch: string;
}

interface Mount {
  hostPath: string;
  containerPath: string;
}

const absolute = (path: string, base: string): string => (isAbsolute(path) ? path : resolve(base, path));

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw usageError(`kind's configuration ${path} cannot be read`, ['name a file with --kind-config']);
  }
}
