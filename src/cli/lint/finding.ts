import type {Problem} from '../../lib/yaml/yaml-file.js';

/** What is looked for, with what it means: one line a check. */
export const CHECKS = {
  scenario: 'The scenario file is not valid',
  'unknown-body-field': 'A step sends a field that the Kubernetes API does not have',
  rights: 'A step needs a right that its scenario does not grant',
  drill: 'The drill file is not valid',
  'idle-part': 'A part of a drill for people has no effect, or nobody for it',
  'unknown-role': 'Roles of a drill and those of its procedures do not fit together',
  procedure: 'The procedure file is not valid',
  'unused-procedure': 'No scenario names the procedure',
  'unseen-step': 'Nothing can show that the step of a procedure was done',
  'stale-procedure': 'The procedure was not reviewed in time',
  history: 'The history file is not valid',
  quarantine: 'The quarantine of a scenario is over, or of none that there is',
  fleet: 'The fleet file is not valid',
  rule: 'The Sigma rule is not valid',
  'empty-file': 'There is no rule in the file',
  'audit-policy': 'The audit policy cannot do what its author wants',
  'foreign-log': 'The rule is not about the Kubernetes audit log',
  'unknown-field': 'The rule asks for a field that no audit event has',
  'impossible-value': 'The rule asks for a value that its field never has',
  'unlogged-body': 'The rule asks for a body that the audit policy does not write',
  'unseen-field': 'The rule asks for a field that no event of the recorded log has',
  'dead-base': 'The correlation builds on rules that can never match',
  'blind-expectation': 'The scenario expects an alert of a rule that cannot see its attack',
  'unseen-scenario': 'No rule can see the scenario',
  'unexercised-rule': 'No scenario exercises the rule',
  'hidden-by-policy': 'The audit policy hides an attack, or what a rule needs to see it',
} as const;
export type CheckId = keyof typeof CHECKS;

/** Something that lint has to say, at a place of a file. A note is neither wrong nor in the way. */
export interface Finding extends Omit<Problem, 'severity'> {
  severity: Problem['severity'] | 'note';
  check: CheckId;
}

/** Problems of one check. */
export const findings = (check: CheckId, problems: readonly Problem[]): Finding[] =>
  problems.map(problem => ({...problem, check}));
