import {describe, expect, test} from 'vitest';
import {groupedRules} from '../../src/drill/plan/grouped-rules.js';
import type {RbacRule} from '../../src/kube/rbac-rule.js';

const rule = (resources: string[], verbs: string[], more: Partial<RbacRule> = {}): RbacRule => ({
  apiGroups: [''],
  ...{resources, verbs},
  ...more,
});

const group = (needs: Record<string, RbacRule[]>) =>
  groupedRules(
    Object.entries(needs).map(([by, rules]) => ({by, rules})),
    'always',
  );

describe('rules by who needs them', () => {
  test('what the same ones need of a thing is one rule, and what others need of it another', () => {
    expect(group({a: [rule(['pods'], ['get']), rule(['pods'], ['create'])], b: [rule(['pods'], ['get'])]})).toEqual([
      {by: ['a'], rule: rule(['pods'], ['create'])},
      {by: ['a', 'b'], rule: rule(['pods'], ['get'])},
    ]);
  });

  test('things that the same ones need alike stand in one rule', () => {
    expect(group({a: [rule(['services', 'pods'], ['list', 'get'])]})).toEqual([
      {by: ['a'], rule: rule(['pods', 'services'], ['get', 'list'])},
    ]);
  });

  test('what a wider rule gives is not given again, and whoever needs it needs that one', () => {
    expect(
      group({
        wide: [rule(['secrets'], ['get'])],
        narrow: [rule(['secrets'], ['get'], {resourceNames: ['db']})],
        other: [rule(['secrets'], ['get'], {apiGroups: ['example.org']})],
      }),
    ).toEqual([
      {by: ['narrow', 'wide'], rule: rule(['secrets'], ['get'])},
      {by: ['other'], rule: rule(['secrets'], ['get'], {apiGroups: ['example.org']})},
    ]);
  });

  test('names are never widened: a rule about some and one about all stay apart', () => {
    const named = (...resourceNames: string[]) => rule(['configmaps'], ['update'], {resourceNames});
    expect(group({a: [named('coredns'), named('kube-proxy'), rule(['configmaps'], ['get'])]})).toEqual([
      {by: ['a'], rule: rule(['configmaps'], ['get'])},
      {by: ['a'], rule: named('coredns', 'kube-proxy')},
    ]);
  });

  test('what is always needed names nobody else', () => {
    expect(group({always: [rule(['nodes'], ['list'])], a: [rule(['nodes'], ['list'])]})).toEqual([
      {by: ['always'], rule: rule(['nodes'], ['list'])},
    ]);
  });

  test('paths outside of resources are kept', () => {
    const metrics = {nonResourceURLs: ['/metrics'], verbs: ['get']};
    expect(group({a: [metrics, rule(['pods'], ['get'])]})).toEqual([
      {by: ['a'], rule: metrics},
      {by: ['a'], rule: rule(['pods'], ['get'])},
    ]);
  });
});
