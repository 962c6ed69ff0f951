import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {vi} from 'vitest';
import {type Document, parseAllDocuments} from 'yaml';
import {lab} from '../lab.js';

const TEMPLATE = 'test/fixtures/gatekeeper/privileged-container.yaml';
const CONSTRAINT = 'k8sprivilegedcontainer.constraints.gatekeeper.sh/no-privileged-container';
/** How often it audits here, in seconds. */
export const AUDIT_SECONDS = 5;
const PATIENCE = {timeout: 180_000, interval: 500};

/** A real Gatekeeper in a kind cluster. */
export class Gatekeeper {
  constructor(
    readonly cluster: string,
    readonly kubeconfig: string,
  ) {}

  kubectl(args: readonly string[], input = ''): string {
    const all = ['--kubeconfig', this.kubeconfig, ...args];
    return execFileSync('kubectl', all, {encoding: 'utf8', input, stdio: ['pipe', 'pipe', 'pipe']});
  }

  /** Installs it with a template against privileged containers, and without a constraint. */
  async install(): Promise<void> {
    execFileSync('kind', ['load', 'docker-image', lab('LAB_GATEKEEPER_IMAGE'), '--name', this.cluster], {
      stdio: 'pipe',
    });
    this.kubectl(['apply', '--server-side', '-f', '-'], manifest());
    for (const name of ['gatekeeper-controller-manager', 'gatekeeper-audit']) {
      this.kubectl(['-n', 'gatekeeper-system', 'rollout', 'status', `deployment/${name}`, '--timeout=180s']);
    }
    // Its webhook certificate, and then the kind of constraint that the template makes, take a while.
    await vi.waitFor(() => this.kubectl(['apply', '-f', TEMPLATE]), PATIENCE);
    await vi.waitFor(() => this.kubectl(['get', 'k8sprivilegedcontainer']), PATIENCE);
  }

  /** Lets the constraint do this about a privileged container in a namespace of a drill, and waits until it does. */
  async enforce(action: 'deny' | 'warn' | 'dryrun'): Promise<void> {
    const constraint = {
      apiVersion: 'constraints.gatekeeper.sh/v1beta1',
      kind: 'K8sPrivilegedContainer',
      metadata: {name: 'no-privileged-container'},
      spec: {enforcementAction: action, match: {kinds: [{apiGroups: [''], kinds: ['Pod']}]}},
    };
    await vi.waitFor(() => this.kubectl(['apply', '-f', '-'], JSON.stringify(constraint)), PATIENCE);
    await vi.waitFor(() => {
      const {metadata, status} = JSON.parse(this.kubectl(['get', CONSTRAINT, '-o', 'json']));
      const pods: {enforced: boolean; observedGeneration: number}[] = status?.byPod ?? [];
      const ready = pods.filter(p => p.enforced && p.observedGeneration === metadata.generation);
      if (ready.length < 2) throw new Error(`${ready.length} pods enforce it`);
    }, PATIENCE);
  }
}

/** The manifest of its release with one replica, more frequent audits, and patience with a busy machine. */
function manifest(): string {
  const documents = parseAllDocuments(readFileSync(lab('LAB_GATEKEEPER_MANIFEST'), 'utf8')) as Document[];
  for (const document of documents) {
    const kind = document.get('kind');
    if (kind === 'Deployment') {
      document.setIn(['spec', 'replicas'], 1);
      document.deleteIn(['spec', 'template', 'spec', 'containers', 0, 'resources', 'limits']);
    }
    if (document.getIn(['metadata', 'name']) === 'gatekeeper-audit' && kind === 'Deployment') {
      document.addIn(['spec', 'template', 'spec', 'containers', 0, 'args'], `--audit-interval=${AUDIT_SECONDS}`);
    }
    if (kind === 'ValidatingWebhookConfiguration') document.setIn(['webhooks', 0, 'timeoutSeconds'], 20);
  }
  return documents.map(String).join('---\n');
}
