import {copyFileSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'vitest';
import {drill} from '../helpers/drill.js';
import {tempDir} from '../helpers/temp.js';
import {expectNamed} from './ways.js';

/** The rules of the package without one, or with another text in its place. */
function rulesBut(id: string, text?: string): string[] {
  const dir = tempDir();
  const file = `${id}.yml`;
  for (const name of readdirSync('rules')) if (name !== file) copyFileSync(join('rules', name), join(dir, name));
  if (text !== undefined) writeFileSync(join(dir, file), text);
  return [dir];
}

const rule = (detection: string) =>
  `title: x\nlogsource: {product: kubernetes, service: audit}\ndetection: ${detection}\n`;

test('rule disabled', async () => {
  expectNamed('rule-disabled', await drill(['secrets-listed'], {rules: rulesBut('secrets-enumerated')}));
});

test('rule that can never match', async () => {
  const prefixed = rule('{read: {kubernetes.verb: list, objectRef.resource: secrets}, condition: read}');
  expectNamed('rule-never-matches', await drill(['secrets-listed'], {rules: rulesBut('secrets-enumerated', prefixed)}));
});

test('rule excludes the namespace', async () => {
  const excluding = rule(
    '{pod: {verb: create, objectRef.resource: pods}, test_namespaces: {objectRef.namespace|startswith: kd-}, condition: pod and not test_namespaces}',
  );
  const rules = rulesBut('privileged-pod-created', excluding);
  expectNamed('rule-excludes-namespace', await drill(['privileged-pod'], {rules}));
});
