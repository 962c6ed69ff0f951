import {execFileSync} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {parseDocument} from 'yaml';

/** The kind clusters that there are and that runs in a folder have made: tests beside this one have others. */
export function clustersOfRuns(cwd: string): string[] {
  const runs = join(cwd, 'runs');
  const own = existsSync(runs) ? readdirSync(runs).map(run => `kubedrill-${run.split('-').at(-1)}`) : [];
  const all = execFileSync('kind', ['get', 'clusters'], {encoding: 'utf8', stdio: 'pipe'}).split('\n');
  return all.filter(name => own.includes(name));
}

/** A kind cluster of a test's own that kubedrill has not made, whose audit log is on this machine, too. */
export class KindCluster {
  readonly home = mkdtempSync(join(tmpdir(), 'kubedrill-kind-'));
  readonly admin = join(this.home, 'admin');
  readonly auditLog = join(this.home, 'log', 'audit.log');

  constructor(readonly name: string) {}

  /** The container that is its node. */
  get node(): string {
    return `${this.name}-control-plane`;
  }

  up(): void {
    const config = parseDocument(readFileSync('kind-config.yaml', 'utf8'));
    const mounts = ['nodes', 0, 'extraMounts'];
    config.setIn([...mounts, 0, 'hostPath'], resolve('audit-policy.yaml'));
    config.addIn(mounts, {hostPath: join(this.home, 'log'), containerPath: '/var/log/kubernetes'});
    const file = join(this.home, 'kind.yaml');
    writeFileSync(file, config.toString());
    const image = process.env.KUBEDRILL_NODE_IMAGE ? ['--image', process.env.KUBEDRILL_NODE_IMAGE] : [];
    this.kind('create', 'cluster', '--config', file, '--kubeconfig', this.admin, ...image);
  }

  down(): void {
    this.kind('delete', 'cluster', '--kubeconfig', this.admin);
    rmSync(this.home, {recursive: true, force: true});
  }

  /** `kind`, about this cluster. */
  kind(...args: string[]): void {
    execFileSync('kind', [...args, '--name', this.name], {stdio: 'pipe'});
  }

  kubectl(args: readonly string[], input = '', config = this.admin): string {
    return execFileSync('kubectl', ['--kubeconfig', config, ...args], {encoding: 'utf8', input, stdio: 'pipe'});
  }

  /** A command on its node. */
  onNode(...command: string[]): string {
    return execFileSync('docker', ['exec', this.node, ...command], {encoding: 'utf8', stdio: 'pipe'});
  }
}
