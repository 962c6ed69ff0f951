// Writes what the manifests of `deploy/` have from the program itself: the role that a drill needs. With `--check` it only
// says whether they are up to date.
import {execFileSync} from 'node:child_process';
import {join} from 'node:path';
import {settle} from './generated.js';

const bin = join(import.meta.dirname, '..', 'src', 'bin.js');
const printed = execFileSync(process.execPath, [bin, 'plan', '--all', '--rbac', '--namespace', 'kubedrill'], {
  encoding: 'utf8',
});
const role = printed.split('---\n').find(text => text.includes('kind: ClusterRole\n')) ?? '';
settle(
  new Map([
    ['deploy/kustomize/base/rbac.yaml', printed],
    ['deploy/helm/kubedrill/files/rules.yaml', role.slice(role.indexOf('rules:'))],
  ]),
  'npm run manifests',
);
