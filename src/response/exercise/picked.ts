import type {RunView, ScenarioView} from '../../view/view.js';

/**
 * Which procedure a table picked for an attack: the one that was written for it, before anybody did anything about the
 * attack or only afterwards, another one, or none.
 */
export type Picking = 'written' | 'late' | 'another' | 'none';

/** What a table picked; undefined where it is no tabletop, or no procedure was written for the attack. */
export function pickedFor({plan, asked}: ScenarioView, {exercise}: RunView): Picking | undefined {
  const {opened, picked = [], actions = []} = exercise?.live ?? {};
  if (opened?.kind !== 'tabletop' || !asked?.procedure) return undefined;
  const isOurs = ({scenario}: {scenario: string}) => scenario === plan.id;
  const pick = picked.find(isOurs);
  if (!pick) return 'none';
  if (!pick.written) return 'another';
  const first = actions.find(isOurs);
  return first && first.n < pick.n ? 'late' : 'written';
}
