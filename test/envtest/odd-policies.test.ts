import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {parsePolicy} from '../../src/audit/policy.js';
import {servers} from './servers.js';

const FOLDER = 'test/fixtures/cases/08-policy-unknown-key';

describe('a policy that kubedrill only warns of is one that kube-apiserver starts with', () => {
  test.each(readdirSync(FOLDER).filter(name => name.endsWith('.yaml')))('%s', async name => {
    const text = readFileSync(`${FOLDER}/${name}`, 'utf8');
    expect(() => parsePolicy(text, name)).not.toThrow();
    const {kubeConfig} = await servers(text);
    expect(kubeConfig.getCurrentCluster()?.server).toMatch(/^https:/);
  });
});
