import {readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {parse} from 'yaml';
import {writeWebhookConfig} from '../../../src/cluster/audit-webhook.js';
import {NODE_WEBHOOK, webhookPatch} from '../../../src/cluster/kind/audit-webhook.js';
import {NODE_POLICY, renderKindConfig} from '../../../src/cluster/kind/config.js';
import {Secret} from '../../../src/lib/secret.js';
import {tempDir, tempFile} from '../../helpers/temp.js';

const POLICY = readFileSync('audit-policy.yaml', 'utf8');

test('the rendered configuration mounts a copy of the policy by its absolute path, and keeps all else', () => {
  const dir = tempDir();
  const path = renderKindConfig('kind-config.yaml', POLICY, dir);
  const [original, rendered] = ['kind-config.yaml', path].map(file => parse(readFileSync(file, 'utf8')));
  const mount = rendered.nodes[0].extraMounts[0];
  expect(mount).toEqual({hostPath: join(dir, 'audit-policy.yaml'), containerPath: NODE_POLICY, readOnly: true});
  expect(readFileSync(mount.hostPath, 'utf8')).toBe(POLICY);
  original.nodes[0].extraMounts[0].hostPath = mount.hostPath;
  expect(rendered).toEqual(original);
});

test('files that are not there, or are no YAML, are told with what to do', () => {
  expect(() => renderKindConfig('nowhere.yaml', POLICY, tempDir())).toThrow(/nowhere.yaml cannot be read/);
  const broken = tempFile('kind.yaml', 'nodes: [');
  expect(() => renderKindConfig(broken, POLICY, tempDir())).toThrow(broken);
});

test('an audit webhook is mounted beside the policy, and kubeadm is told of it; its token is for the owner only', () => {
  const dir = tempDir();
  const target = {port: 9098, path: '/audit', token: new Secret('s3cret'), batchMaxWaitMs: 1000};
  const file = writeWebhookConfig(target, '172.18.0.1', dir);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(parse(readFileSync(file, 'utf8')).clusters[0].cluster.server).toBe('http://172.18.0.1:9098/audit/s3cret');
  const path = renderKindConfig('kind-config.yaml', POLICY, dir, {file, patch: webhookPatch(target)});
  const [node] = parse(readFileSync(path, 'utf8')).nodes;
  expect(node.extraMounts[1]).toEqual({hostPath: file, containerPath: NODE_WEBHOOK, readOnly: true});
  expect(parse(node.kubeadmConfigPatches[1]).apiServer.extraArgs).toEqual({
    'audit-webhook-config-file': NODE_WEBHOOK,
    'audit-webhook-batch-max-wait': '1000ms',
  });
  expect(readFileSync(path, 'utf8')).not.toContain('s3cret');
});
