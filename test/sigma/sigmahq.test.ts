import {expect, test} from 'vitest';
import {createRuleEngine} from '../../src/sigma/engine.js';
import {loadRules} from '../../src/sigma/load/load.js';
import {repairedField} from '../../src/sigma/reason/aliases.js';
import {lintRules} from '../../src/sigma/reason/lint.js';
import {recordedAttacks, recordedEvents} from '../helpers/recorded.js';

const FOLDER = 'test/fixtures/sigmahq';
const byRule = (findings: {rule: string}[]) => [...new Set(findings.map(f => f.rule))].sort();

/** Rules that match events of the recorded log, with the scenarios of those events. */
function found(options: Parameters<typeof loadRules>[1] = {}): Map<string, Set<string>> {
  const engine = createRuleEngine(loadRules([FOLDER], options).set);
  const attacks = recordedAttacks();
  const scenarios = new Map<string, Set<string>>();
  for (const event of recordedEvents()) {
    for (const {rule} of engine.push(event)) {
      const seen = scenarios.get(rule.id) ?? new Set();
      scenarios.set(rule.id, seen.add(attacks.get(event.auditID) ?? ''));
    }
  }
  return scenarios;
}

const NEVER = [
  'hostpath-mount',
  'potential-enumeration-activity',
  'privileged-pod-creation',
  'rbac-permissions-listing',
  'sidecar-injection',
];

test('the Kubernetes rules of SigmaHQ load as they are', () => {
  const {set, problems} = loadRules([FOLDER]);
  expect(problems).toEqual([]);
  expect(set.rules).toHaveLength(16);
  expect(set.rules.every(rule => rule.applicable)).toBe(true);
});

test('five of them can never match, and lint names them with the field that would repair them', () => {
  const findings = lintRules(loadRules([FOLDER]).set);
  expect(byRule(findings)).toEqual(NEVER);
  expect(findings.every(f => f.never)).toBe(true);
  const next = (rule: string) => findings.find(f => f.rule === rule)?.next;
  expect(next('sidecar-injection')).toBe('perhaps objectRef.apiGroup is meant');
  expect(next('rbac-permissions-listing')).toBe('perhaps objectRef.apiGroup is meant');
  expect(next('hostpath-mount')).toBe('perhaps requestObject.spec.volumes.hostPath.path is meant');
  expect(next('privileged-pod-creation')).toBe(
    'perhaps requestObject.spec.containers.securityContext.capabilities.add is meant',
  );
  expect(next('potential-enumeration-activity')).toBe(
    'it is a number from 100 to 599; perhaps annotations.authorization.k8s.io/decision is meant',
  );
  const [hostPath] = findings.filter(f => f.rule === 'hostpath-mount');
  expect(hostPath).toMatchObject({line: 11, column: 5, message: expect.stringContaining('no field hostPath')});
});

test('what cannot match does not, and the others find the attacks that they are about', () => {
  const rules = found();
  for (const rule of NEVER) expect(rules.has(rule), rule).toBe(false);
  expect(rules.get('secrets-enumeration')).toContain('KS-26');
  expect(rules.get('exec-into-container')).toContain('KS-04');
  expect(rules.get('events-deleted')).toContain('KS-22');
  expect(rules.get('unauthorized-unauthenticated-actions')).toContain('KS-02');
});

test('repaired, they find theirs as well', () => {
  const rules = found({repair: repairedField});
  expect(rules.get('hostpath-mount')).toContain('KS-19');
  expect(rules.get('privileged-pod-creation')).toContain('KS-20');
  expect(rules.get('sidecar-injection')).toContain('KS-08');
  expect(rules.get('rbac-permissions-listing')).toContain('KS-30');
  expect(lintRules(loadRules([FOLDER], {repair: repairedField}).set)).toEqual([]);
});
