import {readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {writeWebhookConfig} from '../../../src/cluster/audit-webhook.js';
import {NODE_WEBHOOK, webhookPatch} from '../../../src/cluster/kind/audit-webhook.js';
import {renderKindConfig} from '../../../src/cluster/kind/config.js';
import {Secret} from '../../../src/lib/secret.js';
import {tempDir, tempFile} from '../../helpers/temp.js';

const POLICY = readFileSync('audit-policy.yaml', 'utf8');

test('the rendered configuration mounts a copy of the policy by its absolute path, and keeps all else', () => {
  const dir = tempDir();
  const path = renderKindConfig('kind-config.yaml', dir, {policy: POLICY});
  const [original, rendered] = ['kind-config.yaml', path].map(file => parse(readFileSync(file, 'utf8')));
  const mount = rendered.nodes[0].extraMounts[0];
  expect(mount).toEqual({
    hostPath: join(dir, 'audit-policy.yaml'),
    containerPath: '/etc/kubernetes/audit/policy.yaml',
    readOnly: true,
  });
  expect(readFileSync(mount.hostPath, 'utf8')).toBe(POLICY);
  original.nodes[0].extraMounts[0].hostPath = mount.hostPath;
  expect(rendered).toEqual(original);
});

test('others reach the API server at an address of this machine, unless the configuration names one', () => {
  const rendered = (file: string, address: string) =>
    parse(readFileSync(renderKindConfig(file, tempDir(), {policy: POLICY, address}), 'utf8')).networking;
  const own = tempFile(
    'kind.yaml',
    `${readFileSync('kind-config.yaml', 'utf8')}networking: {apiServerAddress: 192.0.2.1}\n`,
  );
  expect(rendered('kind-config.yaml', '192.0.2.7')).toEqual({apiServerAddress: '192.0.2.7'});
  expect(rendered(own, '192.0.2.7')).toEqual({apiServerAddress: '192.0.2.1'});
  // kind takes no names.
  expect(rendered('kind-config.yaml', 'localhost')).toBeUndefined();
});

test('files that are not there, or are no YAML, are told with what to do', () => {
  expect(() => renderKindConfig('nowhere.yaml', tempDir())).toThrow(/nowhere.yaml cannot be read/);
  const broken = tempFile('kind.yaml', 'nodes: [');
  expect(() => renderKindConfig(broken, tempDir())).toThrow(broken);
});

test('an audit webhook is mounted beside the policy, and kubeadm is told of it; its token is for the owner only', () => {
  const dir = tempDir();
  const target = {port: 9098, path: '/audit', token: new Secret('s3cret'), batchMaxWaitMs: 1000};
  const file = writeWebhookConfig(target, '172.18.0.1', dir);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(parse(readFileSync(file, 'utf8')).clusters[0].cluster.server).toBe('http://172.18.0.1:9098/audit/s3cret');
  const path = renderKindConfig('kind-config.yaml', dir, {
    policy: POLICY,
    webhook: {file, patch: webhookPatch(target)},
  });
  const [node] = parse(readFileSync(path, 'utf8')).nodes;
  expect(node.extraMounts[1]).toEqual({hostPath: file, containerPath: NODE_WEBHOOK, readOnly: true});
  expect(parse(node.kubeadmConfigPatches[1]).apiServer.extraArgs).toEqual({
    'audit-webhook-config-file': NODE_WEBHOOK,
    'audit-webhook-batch-max-wait': '1000ms',
  });
  expect(readFileSync(path, 'utf8')).not.toContain('s3cret');
});

/** A configuration of kind, its API server set up by a patch. */
const configWith = (apiServer: string, nodes = '') =>
  tempFile(
    'kind.yaml',
    `kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n${nodes}kubeadmConfigPatches:\n- |\n  kind: ClusterConfiguration\n  apiServer: ${apiServer}\n`,
  );
const VOLUMES = 'extraVolumes: [{name: a, hostPath: /on/node, mountPath: /in/pod}]';
const LOG = '{name: audit-log-path, value: /in/pod/log/audit.log}, {name: audit-policy-file, value: /in/pod/p.yaml}';

test('a policy of the user is mounted where the API server looks, however the configuration says so', () => {
  const ways = [
    configWith(`{extraArgs: [${LOG}], ${VOLUMES}}`),
    configWith(`{extraArgs: {audit-log-path: /in/pod/a.log, audit-policy-file: /in/pod/p.yaml}, ${VOLUMES}}`),
    configWith(`{extraArgs: [${LOG}], ${VOLUMES}}`, 'nodes: [{role: worker}, {role: control-plane}]\n'),
  ];
  for (const file of ways) {
    const dir = tempDir();
    const {nodes} = parse(readFileSync(renderKindConfig(file, dir, {policy: POLICY}), 'utf8'));
    const server = nodes.find((n: {role: string}) => n.role === 'control-plane');
    const mount = {hostPath: join(dir, 'audit-policy.yaml'), containerPath: '/on/node/p.yaml', readOnly: true};
    expect(server.extraMounts).toEqual([mount]);
  }
});

test('a path that is spelled otherwise is the same mount', () => {
  const mounts = '[{hostPath: ./none.yaml, containerPath: /on//node/./p.yaml, readOnly: true}]';
  const file = configWith(
    `{extraArgs: [${LOG}], ${VOLUMES}}`,
    `nodes: [{role: control-plane, extraMounts: ${mounts}}]\n`,
  );
  const dir = tempDir();
  const [node] = parse(readFileSync(renderKindConfig(file, dir, {policy: POLICY}), 'utf8')).nodes;
  expect(node.extraMounts).toEqual([expect.objectContaining({hostPath: join(dir, 'audit-policy.yaml')})]);
});

test.each([
  ['no log', '{extraArgs: {v: 2}}', '', /writes no audit log/],
  ['a log on standard output', '{extraArgs: {audit-log-path: "-"}}', '', /standard output/],
  ['no policy', '{extraArgs: {audit-log-path: /a/b.log}}', '', /has no audit policy/],
  ['a log in the pod', '{extraArgs: {audit-log-path: /a/b.log, audit-policy-file: /c}}', '', /no extraVolume mounts/],
  ['a policy that nobody brings', `{extraArgs: [${LOG}], ${VOLUMES}}`, '', /no extraMount brings/],
  [
    'a policy that is not there',
    `{extraArgs: [${LOG}], ${VOLUMES}}`,
    'nodes: [{role: control-plane, extraMounts: [{hostPath: ./none.yaml, containerPath: /on/node/p.yaml}]}]\n',
    /none\.yaml, which .* mounts, does not exist/,
  ],
  [
    'several control planes',
    `{extraArgs: [${LOG}], ${VOLUMES}}`,
    'nodes: [{role: control-plane}, {role: control-plane}, {role: worker}]\n',
    /has 2 control planes/,
  ],
])('%s is refused before a cluster is made', (_, apiServer, nodes, message) => {
  expect(() => renderKindConfig(configWith(apiServer, nodes), tempDir())).toThrow(
    expect.objectContaining({exitCode: 2, message: expect.stringMatching(message)}),
  );
});

describe('a configuration is read as kind reads it', () => {
  const HEAD = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n';
  const PATCH = `|\n  kind: ClusterConfiguration\n  apiServer: {extraArgs: [${LOG}], ${VOLUMES}}\n`;
  const rendered = (text: string) => {
    const file = tempFile('kind.yaml', `${HEAD}${text}`);
    return parse(readFileSync(renderKindConfig(file, tempDir(), {policy: POLICY}), 'utf8'));
  };

  test('aliases and merges stand for what they stand for, each place for itself', () => {
    const mounts = '&m [{hostPath: ./data, containerPath: /data}]';
    const {nodes} = rendered(
      `kubeadmConfigPatches:\n- ${PATCH}nodes:\n- {role: control-plane, extraMounts: ${mounts}}\n- {role: worker, extraMounts: *m}\n`,
    );
    expect(nodes[0].extraMounts).toHaveLength(2);
    expect(nodes[1].extraMounts).toEqual([{hostPath: expect.stringMatching(/^\/.*\/data$/), containerPath: '/data'}]);
  });

  test.each<[string, string, RegExp]>([
    [
      'a list that is a text',
      'nodes: [{role: worker, extraMounts: x}]\n',
      /:3:24 nodes\.0\.extraMounts: must be a list, is a text/,
    ],
    ['a mount without a path', 'nodes: [{extraMounts: [{hostPath: a}]}]\n', /containerPath: is missing \(a text\)/],
    ['no control plane', 'nodes: [{role: worker}]\n', /:3:1 nodes: has no control-plane/],
    ['an alias of nothing', 'nodes: *all\n', /:3:8 \*all is an alias, and no anchor &all precedes it/],
    ['a second document', '---\nkind: Cluster\n', /:4:1 a second document begins here/],
    ['a patch that is no YAML', 'kubeadmConfigPatches:\n- "a: ["\n', /:4:3 line 1 of this patch: /],
    ['deep nesting', `x: ${'['.repeat(3000)}\n`, /nested too deeply/],
  ])('%s is told at its place', (_, text, message) => {
    expect(() => rendered(text)).toThrow(message);
  });

  test('another kind of file is not one of kind', () => {
    const file = tempFile('kind.yaml', 'kind: Pod\napiVersion: v1\n');
    expect(() => renderKindConfig(file, tempDir())).toThrow(/:1:1 kind: must be Cluster/);
  });
});
