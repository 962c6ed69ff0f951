import type {AuditPolicy} from '../../audit/policy-schema.js';
import type {YamlFile} from '../../lib/yaml/yaml-file.js';
import type {LoadedScenario} from '../../scenario/load.js';
import type {Scenario} from '../../scenario/schema.js';
import {couldMatch, type Foreseen, type ForeseenEvent} from '../../sigma/reason/foresee.js';
import type {Rule, RuleSet} from '../../sigma/rule-set.js';
import type {Finding} from './finding.js';
import {type ForeseenRequest, foresee} from './foreseen-attack.js';
import {planOf} from './plan-of.js';

/** The files that are held against each other. */
export interface Catalogue {
  scenarios: readonly LoadedScenario[];
  rules: RuleSet;
  /** Rules that can never match, by id: something else is wrong with them. */
  dead: ReadonlySet<string>;
  /** Whether the rules are those that the scenarios name. */
  named: boolean;
  /** Whether rules are looked at, and not scenarios alone: then one that nothing exercises is worth a note. */
  aboutRules: boolean;
  policy: AuditPolicy;
  /** The policy's own file, for places. */
  policyFile: YamlFile;
}

/** An attack, a scenario's or a variant's, and what is foreseen of it. */
interface Attack {
  scenario: Scenario;
  file: YamlFile;
  requests: readonly ForeseenRequest[];
  /** What its set-up leaves in the log. */
  before: readonly ForeseenEvent[];
}

/**
 * Holds rules, scenarios and the audit policy against each other, from the files alone: which attacks no rule can see,
 * which rules no attack exercises, and what the policy hides. What is said is certain as far as the files go; an attack
 * that asks nothing of the API server is left out.
 */
export function lintCatalogue({scenarios, rules, dead, named, aboutRules, policy, policyFile}: Catalogue): Finding[] {
  const plan = planOf(scenarios);
  const attacks = plan.scenarios
    .map(scenario => ({
      scenario,
      file: fileOf(scenario, scenarios),
      requests: foresee('attack', scenario, plan, policy),
      before: logged(foresee('setUp', scenario, plan, policy)),
    }))
    .filter(({requests}) => requests.length > 0);
  const alerting = rules.rules.filter(rule => rule.applicable && !rule.silent && !dead.has(rule.id));
  return [
    ...(named ? attacks.flatMap(attack => blind(attack, alerting, rules.rules)) : []),
    ...attacks.flatMap(attack => unseen(attack, alerting, rules.rules)),
    ...(aboutRules ? unexercised(alerting, attacks, rules.rules) : []),
    ...hidden(attacks, alerting, rules.rules, policyFile),
  ];
}

function fileOf({id}: Scenario, scenarios: readonly LoadedScenario[]): YamlFile {
  const [base] = id.split(':');
  const loaded = scenarios.find(s => s.id === base);
  if (!loaded) throw new Error(`no file for ${id}`);
  return loaded.yaml;
}

const logged = (requests: readonly ForeseenRequest[]): ForeseenEvent[] => requests.flatMap(r => r.logged ?? []);

/** The attack as it would be with everything logged. */
const inFull = ({requests, before}: Attack): Foreseen => ({attack: requests.map(r => r.full), before});

/** Expectations of rules that are there and cannot match. */
function blind(attack: Attack, alerting: readonly Rule[], rules: readonly Rule[]): Finding[] {
  const {scenario, file, requests, before} = attack;
  const foreseen = {attack: logged(requests), before};
  return scenario.expect.flatMap((expectation, i) => {
    const rule = alerting.find(r => r.id === expectation.rule);
    if (!rule || couldMatch(rule, foreseen, rules)) return [];
    const message = `${scenario.id} expects ${rule.id}, which cannot match any request of its attack`;
    return [{...file.at(['expect', i, 'rule'], message, 'warning'), check: 'blind-expectation'}];
  });
}

/** Of an attack that does what it means to: refusals are seen by any rule about refusals. */
function unseen(attack: Attack, alerting: readonly Rule[], rules: readonly Rule[]): Finding[] {
  const {scenario, file, requests, before} = attack;
  const succeeded = requests.flatMap(r => r.succeeded ?? []);
  if (alerting.some(rule => couldMatch(rule, {attack: succeeded, before}, rules))) return [];
  const message = `no rule can see ${scenario.id} succeed: ${list(requests.map(r => r.what))}`;
  return [{...file.at(['attack'], message, 'warning'), check: 'unseen-scenario'}];
}

/** With everything logged: what the policy hides is reported elsewhere. */
const unexercised = (alerting: readonly Rule[], attacks: readonly Attack[], rules: readonly Rule[]): Finding[] =>
  alerting
    .filter(rule => !attacks.some(attack => couldMatch(rule, inFull(attack), rules)))
    .map(rule => {
      const {file, line, column, message} = rule.at(['title'], `no scenario exercises ${rule.id}`);
      return {file, line, column, message, severity: 'note', check: 'unexercised-rule'};
    });

function hidden(
  attacks: readonly Attack[],
  alerting: readonly Rule[],
  rules: readonly Rule[],
  policyFile: YamlFile,
): Finding[] {
  const messages = attacks.flatMap(({scenario, requests, before}) =>
    requests.flatMap(({what, decision, logged: event, full}) => {
      const isLost = (rule: Rule) =>
        couldMatch(rule, {attack: [full], before}, rules) &&
        !couldMatch(rule, {attack: event ? [event] : [], before}, rules);
      const lost = alerting.filter(isLost).map(rule => rule.id);
      if (event && !lost.length) return [];
      const effect = lost.length ? `${list(lost)} cannot see it` : 'no trace is left';
      return [{rule: decision.rule, text: `logs ${what} (${scenario.id}) at level ${decision.level}: ${effect}`}];
    }),
  );
  const each = [...new Map(messages.map(message => [message.text, message])).values()];
  return each.map(({rule, text}) => {
    const by = rule === undefined ? 'no rule' : `rule ${rule}`;
    const place = policyFile.at(rule === undefined ? ['rules'] : ['rules', rule - 1], `${by} ${text}`, 'warning');
    return {...place, check: 'hidden-by-policy'};
  });
}

/** At most four, each once. */
function list(items: readonly string[]): string {
  const each = [...new Set(items)];
  return each.length > 4 ? `${each.slice(0, 4).join(', ')} and ${each.length - 4} more` : each.join(', ');
}
