import {existsSync} from 'node:fs';
import {makePlan, OWN_COVERAGE} from '../../drill/plan/plan.js';
import {attackRequests} from '../../drill/plan/planned-requests.js';
import {type RequestInfo, requestInfo} from '../../kube/request-info.js';
import {usageError} from '../../lib/errors.js';
import {readText} from '../../lib/files/read-text.js';
import {packaged} from '../../lib/paths.js';
import {chooseScenarios, loadDrill} from '../../scenario/load.js';
import type {Scenario} from '../../scenario/schema.js';

/** What is known of an attack before it is played: what it asks for, and what is to find it. */
export interface Facts {
  /** As a person names it: `pod-exec`, `pod-exec:spdy`. */
  id: string;
  scenario: Scenario;
  /** Its requests, as the API server understands them. */
  requests: readonly RequestInfo[];
  /** The audit policy of drill clusters, with its comments. */
  policy: string;
  /** Name of a file in `rules/` to its text: those that the scenario expects to alert. */
  rules: Readonly<Record<string, string>>;
}

/**
 * The facts of a scenario of the package.
 *
 * @throws DrillError (exit code 2) for one that is not there, or whose rules are not of the package
 */
export function factsOf(id: string): Facts {
  const [scenario] = chooseScenarios([id]);
  if (!scenario) throw usageError(`there is no scenario ${id}`, ['`kubedrill list` shows all scenarios']);
  const plan = makePlan(loadDrill('core'), [scenario], {}, {coverage: OWN_COVERAGE});
  const requests = attackRequests(scenario, plan).map(({method, path}) => requestInfo(method, path));
  const files = ruleIds(scenario).map(rule => `${rule}.yml`);
  const own = files.filter(file => existsSync(packaged('rules', file)));
  if (!own.length) throw usageError(`${id} names no rule of kubedrill, and a lab needs one to mend`, []);
  return {
    ...{id, scenario, requests, policy: readText(packaged('audit-policy.yaml'))},
    rules: Object.fromEntries(own.map(file => [file, readText(packaged('rules', file))])),
  };
}

const ruleIds = ({expect}: Scenario): string[] => [
  ...new Set(expect.flatMap(({rule}) => (rule === undefined ? [] : [rule]))),
];
