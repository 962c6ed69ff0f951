import type {AuditEvent} from '../../src/audit/event.js';
import {createRuleEngine} from '../../src/sigma/engine.js';
import {loadRules} from '../../src/sigma/load/load.js';
import type {CompileOptions} from '../../src/sigma/match/values.js';
import type {RuleProblem, RuleSet} from '../../src/sigma/rule-set.js';
import {tempFile} from './temp.js';

/** Loads rules from a file that goes with the test. */
export const load = (text: string, options?: CompileOptions): {set: RuleSet; problems: RuleProblem[]} =>
  loadRules([tempFile('rule.yml', text)], options);

/** Loads rules in which nothing is wrong. */
export function rulesOf(text: string, options?: CompileOptions): RuleSet {
  const {set, problems} = load(text, options);
  if (problems.length) throw new Error(problems.map(p => `${p.line}:${p.column} ${p.message}`).join('\n'));
  return set;
}

/** A rule about the audit log; `detection` is YAML, indented by two. */
export const ruleText = (detection: string, head = ''): string =>
  `title: A rule\n${head}logsource: {product: kubernetes, service: audit}\ndetection:\n${detection}\n`;

/** A rule with one selection, in YAML without indentation. */
export const selecting = (selection: string): string =>
  ruleText(`  selection:\n${selection.replace(/^/gm, '    ')}\n  condition: selection`);

/** The ids of the rules that match an event, in the order of the set. */
export const matching = (set: RuleSet, event: AuditEvent): string[] =>
  createRuleEngine(set)
    .push(event)
    .map(match => match.rule.id);

/** An audit event of a request for pods, with parts replaced. */
export const auditEvent = (parts: Record<string, unknown> = {}): AuditEvent => ({
  level: 'Metadata',
  auditID: '00000000-0000-4000-8000-000000000001',
  stage: 'ResponseComplete',
  requestURI: '/api/v1/pods',
  verb: 'list',
  user: {username: 'alice', groups: ['team-a', 'system:authenticated']},
  sourceIPs: ['10.1.2.3'],
  objectRef: {resource: 'pods', apiVersion: 'v1'},
  responseStatus: {code: 200},
  requestReceivedTimestamp: '2026-11-23T13:56:03.000000Z',
  stageTimestamp: '2026-11-23T13:56:03.000000Z',
  ...parts,
});
