import type {Plan} from '../../drill/plan/plan.js';
import type {Problem} from '../../lib/yaml/yaml-file.js';
import {loadScenarios} from '../../scenario/load.js';

/** What the files of a plan's scenarios have that does not stop a run, and that their authors do not want. */
export const scenarioWarnings = (plan: Plan): Problem[] =>
  loadScenarios([...new Set(plan.scenarios.map(({file}) => file))]).scenarios.flatMap(({warnings}) => warnings);
