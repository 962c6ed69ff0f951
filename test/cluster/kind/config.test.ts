import {readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {parse} from 'yaml';
import {writeWebhookConfig} from '../../../src/cluster/audit-webhook.js';
import {NODE_WEBHOOK, webhookPatch} from '../../../src/cluster/kind/audit-webhook.js';
import {NODE_POLICY, renderKindConfig} from '../../../src/cluster/kind/config.js';
import {Secret} from '../../../src/lib/secret.js';
import {tempDir, tempFile} from '../../helpers/temp.js';

test('the rendered configuration mounts a copy of the policy by its absolute path, and keeps all else', () => {
  const dir = tempDir();
  const path = renderKindConfig('kind-config.yaml', 'audit-policy.yaml', dir);
  const [original, rendered] = ['kind-config.yaml', path].map(file => parse(readFileSync(file, 'utf8')));
  const mount = rendered.nodes[0].extraMounts[0];
  expect(mount).toEqual({hostPath: join(dir, 'audit-policy.yaml'), containerPath: NODE_POLICY, readOnly: true});
  expect(readFileSync(mount.hostPath, 'utf8')).toBe(readFileSync('audit-policy.yaml', 'utf8'));
  original.nodes[0].extraMounts[0].hostPath = mount.hostPath;
  expect(rendered).toEqual(original);
});

test('files that are not there, or are no YAML, are told with what to do', () => {
  expect(() => renderKindConfig('nowhere.yaml', 'audit-policy.yaml', tempDir())).toThrow(/nowhere.yaml cannot be read/);
  expect(() => renderKindConfig('kind-config.yaml', 'nowhere.yaml', tempDir())).toThrow(/nowhere.yaml cannot be read/);
  const broken = tempFile('kind.yaml', 'nodes: [');
  expect(() => renderKindConfig(broken, 'audit-policy.yaml', tempDir())).toThrow(broken);
});

test('a policy that the API server would refuse is refused here, with its place', () => {
  const policy = join(tempDir(), 'policy.yaml');
  writeFileSync(policy, 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Everything}]\n');
  expect(() => renderKindConfig('kind-config.yaml', policy, tempDir())).toThrow(/policy\.yaml:3:\d+ rules\.0\.level/);
  expect(() => renderKindConfig('kind-config.yaml', 'nowhere.yaml', tempDir())).toThrow(/nowhere.yaml cannot be read/);
});

test('an audit webhook is mounted beside the policy, and kubeadm is told of it; its token is for the owner only', () => {
  const dir = tempDir();
  const target = {port: 9098, path: '/audit', token: new Secret('s3cret'), batchMaxWaitMs: 1000};
  const file = writeWebhookConfig(target, '172.18.0.1', dir);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(parse(readFileSync(file, 'utf8')).clusters[0].cluster.server).toBe('http://172.18.0.1:9098/audit/s3cret');
  const path = renderKindConfig('kind-config.yaml', 'audit-policy.yaml', dir, {file, patch: webhookPatch(target)});
  const [node] = parse(readFileSync(path, 'utf8')).nodes;
  expect(node.extraMounts[1]).toEqual({hostPath: file, containerPath: NODE_WEBHOOK, readOnly: true});
  expect(parse(node.kubeadmConfigPatches[1]).apiServer.extraArgs).toEqual({
    'audit-webhook-config-file': NODE_WEBHOOK,
    'audit-webhook-batch-max-wait': '1000ms',
  });
  expect(readFileSync(path, 'utf8')).not.toContain('s3cret');
});
