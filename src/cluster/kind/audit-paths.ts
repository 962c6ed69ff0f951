import {environmentError} from '../../lib/errors.js';
import {type AuditPaths, auditPathsOf, configOfManifest} from './api-server-config.js';
import {tooMany} from './config.js';
import {nodesOf} from './nodes.js';
import {controlPlane, type KindTool} from './tool.js';

/** The API server's own manifest, which says where its audit log is, however its cluster was made. */
const MANIFEST = '/etc/kubernetes/manifests/kube-apiserver.yaml';

/**
 * Where a running cluster writes its audit log, and has its policy, in its node.
 *
 * @throws DrillError: 2 for several control planes, 3 when nobody could follow its log.
 */
export async function auditPaths(tool: KindTool, name: string, signal: AbortSignal): Promise<AuditPaths> {
  const servers = (await nodesOf(tool, name)).filter(node => /-control-plane\d*$/.test(node));
  if (servers.length > 1) throw tooMany(name, servers.length);
  const node = controlPlane(name);
  const manifest = await tool.container(['exec', node, 'cat', MANIFEST], {signal});
  const config = manifest.ok ? configOfManifest(manifest.stdout) : undefined;
  const paths = config ? auditPathsOf(config) : `does not show its ${MANIFEST}`;
  const found =
    typeof paths === 'string' ? undefined : await tool.container(['exec', node, 'test', '-f', paths.log], {signal});
  if (typeof paths !== 'string' && found?.ok) return paths;
  const why = typeof paths === 'string' ? paths : `writes no audit log at ${paths.log}`;
  throw environmentError(`${name} ${why}`, [
    'a drill needs it: keep the audit flags of kind-config.yaml, or let `kubedrill cluster up` make the cluster',
  ]);
}

/**
 * Holds the policy that was named against the one that the API server has: what a JSON patch of the configuration says of
 * it is known only to kubeadm.
 *
 * @returns the one that the API server has; undefined when it cannot be read.
 * @throws DrillError (exit code 3) when it is another.
 */
export function requireInForce(wanted: string, found: string | undefined, path: string): string | undefined {
  // One that cannot be read may be the right one; preflight warns of it. A tool's output comes without its last newline.
  if (found === undefined || found.trimEnd() === wanted.trimEnd()) return found;
  throw environmentError(`the API server takes the audit policy ${path}, and that is not the one of --audit-policy`, [
    "set audit-policy-file in one kubeadm patch of kind's configuration and nowhere else, or leave out --audit-policy",
  ]);
}
