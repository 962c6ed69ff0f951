import {execFileSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {CoreV1Api} from '@kubernetes/client-node';
import {describe, expect, test} from 'vitest';
import {parsePolicy} from '../../src/audit/policy.js';
import {findAssets} from '../../src/cluster/envtest/assets.js';
import {kubeConfigFor} from '../../src/cluster/existing/kubeconfig.js';
import {tempDir} from '../helpers/temp.js';
import {servers} from './servers.js';

const policy = (level: string): string => `apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: ${level}}]\n`;

const kubeconfig = (context: string): string =>
  [
    'apiVersion: v1',
    'kind: Config',
    'clusters: [{name: k, cluster: {server: "https://127.0.0.1:1"}}]',
    'users: [{name: u, user: {token: t}}]',
    `contexts: [{name: ${context}, context: {cluster: k, user: u}}]`,
    '',
  ].join('\n');

/** What may stand behind a first document. */
const SECONDS: Record<string, (more: string) => string> = {
  'one more of its kind': more => more,
  'something else': () => 'kind: Pod\n',
  'an unclosed list': () => 'a: [1\n',
  'an unknown alias': () => 'a: *x\n',
  'a bracket that closes nothing': () => '} x\n',
};

describe('of several documents kube-apiserver takes the first policy, and so does kubedrill', () => {
  test.each(Object.entries(SECONDS))('behind it: %s', async (_, second) => {
    const text = `${policy('Metadata')}---\n${second(policy('None'))}`;
    expect(parsePolicy(text, 'policy.yaml').policy.rules.map(({level}) => level)).toEqual(['Metadata']);
    const {kubeConfig, auditLog} = await servers(text);
    await kubeConfig.makeApiClient(CoreV1Api).listNamespacedSecret({namespace: 'documents'});
    const logged = () => readFileSync(auditLog, 'utf8');
    await expect.poll(logged).toContain('/api/v1/namespaces/documents/secrets');
    expect(logged()).toContain('"level":"Metadata"');
  });

  test('and when the first drops everything, nothing is written', async () => {
    const text = `${policy('None')}---\n${policy('Metadata')}`;
    const server = await servers(text);
    const {kubeConfig, auditLog} = server;
    const core = kubeConfig.makeApiClient(CoreV1Api);
    await core.listNamespacedSecret({namespace: 'dropped'});
    // What comes after it with a policy that logs is in the file: the first would be, too.
    const logging = join(tempDir(), 'policy.yaml');
    writeFileSync(logging, policy('Metadata'));
    await server.restart(logging);
    await core.listNamespacedSecret({namespace: 'logged'});
    await expect.poll(() => readFileSync(auditLog, 'utf8')).toContain('/namespaces/logged/');
    expect(readFileSync(auditLog, 'utf8')).not.toContain('/namespaces/dropped/');
  });
});

describe('of several documents kubectl reads the first kubeconfig, and so does kubedrill', () => {
  const kubectl = join(findAssets(undefined, process.env).dir, 'kubectl');

  test.each(Object.entries(SECONDS))('behind it: %s', (_, second) => {
    const path = join(tempDir(), 'config');
    writeFileSync(path, `${kubeconfig('one')}---\n${second(kubeconfig('two'))}`);
    const args = ['--kubeconfig', path, 'config', 'get-contexts', '-o', 'name'];
    expect(execFileSync(kubectl, args, {encoding: 'utf8'})).toBe('one\n');
    const chosen = (context: string) => kubeConfigFor(context, {KUBECONFIG: path}).config.getCurrentContext();
    expect(chosen('one')).toBe('one');
    expect(() => chosen('two')).toThrow('has no context two');
  });
});
