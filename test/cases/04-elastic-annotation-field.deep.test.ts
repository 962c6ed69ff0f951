import {describe, expect, test} from 'vitest';
import {kubedrill} from '../helpers/cli.js';

const at = (name: string) => `test/fixtures/cases/04-elastic-annotation-field/${name}`;
const lint = async (name: string, ...more: string[]) =>
  (await kubedrill('lint', '--rules', at(name), ...more)).stdout.split('\n').filter(line => line.startsWith(at(name)));
const repaired = (name: string) =>
  kubedrill('rules', 'test', '--repair-fields', '--log', at('plain.log'), '--rules', at(name));
const DECISION = 'annotations.authorization.k8s.io/decision';

describe('04-elastic-annotation-field', () => {
  test.each([
    ['elastic-anno.yml', 'kubernetes.audit.annotations.authorization_k8s_io/decision'],
    ['anno-under.yml', 'annotations.authorization_k8s_io/decision'],
    ['anno-esc.yml', 'annotations.authorization\\.k8s\\.io/decision'],
    ['anno-quote.yml', 'annotations."authorization.k8s.io/decision"'],
  ])('%s: lint names the field that is meant; repaired, it alarms', async (name, field) => {
    expect((await lint(name)).at(-1)).toContain(
      `can never match: an audit event has no field ${field}; perhaps ${DECISION} is meant`,
    );
    expect((await repaired(name)).stdout).toContain('3 events: 1 alarm');
    expect(await lint(name, '--repair-fields')).toEqual([]);
  });

  test('elastic-ecs.yml: each field of the common schema is named with its own', async () => {
    expect((await lint('elastic-ecs.yml')).map(line => line.replace(/.*has no field /, ''))).toEqual([
      expect.stringMatching(/^kubernetes\.audit\.requestObject.*perhaps requestObject\.spec\.containers\./),
      'user.name; perhaps user.username is meant',
      'source.ip; perhaps sourceIPs is meant',
      "event.dataset; leave it out: it is about the pipeline's own store, not about the event",
    ]);
    expect((await lint('elastic-ecs.yml', '--repair-fields')).map(line => line.replace(/.*has no field /, ''))).toEqual(
      ["event.dataset; leave it out: it is about the pipeline's own store, not about the event"],
    );
  });
});
