import {makePlan, type Plan} from '../../drill/plan/plan.js';
import {idsWithVariants, type LoadedScenario, resolveScenarios} from '../../scenario/load.js';
import {Drill} from '../../scenario/schema.js';

/** The plan of a run of every scenario and variant: what lint looks at in place of one that a drill would make. */
export function planOf(scenarios: readonly LoadedScenario[]): Plan {
  const ids = idsWithVariants(scenarios);
  const drill = Drill.parse({title: 'lint', description: 'lint', scenarios: ids.length ? ids : ['none']});
  return makePlan({...drill, id: 'lint'}, resolveScenarios(ids, scenarios));
}
