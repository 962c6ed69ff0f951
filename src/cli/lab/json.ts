import type {Lab} from '../../lab/load.js';
import type {Checked} from '../../lab/verdict.js';

/** What a check found, for scripts. */
export const checkedJson = ({id}: Lab, {solved, at, attacks, limits, outcomes, open, harm}: Checked) => ({
  ...{lab: id, solved, at},
  attacks: attacks.map(({scenario, ending, why, change, at: broken, falseAlarms}) => ({
    ...{scenario: scenario.plan.id, verdict: ending, falseAlarms},
    ...(broken !== undefined && {broken}),
    ...(why !== undefined && {why}),
    ...(change !== undefined && {change}),
  })),
  ...{limits, outcomes, open, harm},
});
