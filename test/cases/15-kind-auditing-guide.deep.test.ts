import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {auditPathsOf, configOfPatches} from '../../src/cluster/kind/api-server-config.js';
import {renderKindConfig} from '../../src/cluster/kind/config.js';
import {tempDir} from '../helpers/temp.js';

const FOLDER = 'test/fixtures/cases/15-kind-auditing-guide';
const patchesOf = (file: string) => parse(readFileSync(file, 'utf8')).nodes[0].kubeadmConfigPatches;

describe('15-kind-auditing-guide', () => {
  test.each([
    ['guide', '/var/log/kubernetes/kube-apiserver-audit.log', 'audit-policy.yaml'],
    ['guide2', '/var/log/kubernetes/audit.log', 'none-secrets.yaml'],
  ])('%s: log and policy are where the configuration says, its own policy in force', (name, log, policy) => {
    const file = `${FOLDER}/${name}.yaml`;
    expect(auditPathsOf(configOfPatches(patchesOf(file)))).toEqual({
      log,
      policy: '/etc/kubernetes/policies/audit-policy.yaml',
    });
    const [node] = parse(readFileSync(renderKindConfig(file, tempDir()), 'utf8')).nodes;
    expect(node.extraMounts[0].hostPath).toBe(resolve(FOLDER, policy));
  });

  test('guide2: --audit-policy replaces the policy that the configuration mounts', () => {
    const dir = tempDir();
    const [node] = parse(readFileSync(renderKindConfig(`${FOLDER}/guide2.yaml`, dir, {policy: 'x'}), 'utf8')).nodes;
    expect(node.extraMounts).toEqual([
      {
        hostPath: `${dir}/audit-policy.yaml`,
        containerPath: '/etc/kubernetes/policies/audit-policy.yaml',
        readOnly: true,
      },
    ]);
  });
});
