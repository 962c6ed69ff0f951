import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {parse} from 'yaml';
import {NODE_POLICY, renderKindConfig} from '../../../src/cluster/kind/config.js';
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
