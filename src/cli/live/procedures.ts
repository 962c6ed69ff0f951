import type {LoadedDrill} from '../../scenario/load.js';
import {type LoadedProcedure, loadProcedure, procedureFile, procedureOf} from '../../scenario/procedures/load.js';
import type {Scenario} from '../../scenario/schema.js';

/** The written procedures that people have at hand: those that the drill names, and those of its scenarios. */
export function proceduresAtHand({procedures, file}: LoadedDrill, scenarios: readonly Scenario[]): LoadedProcedure[] {
  const named = procedures.flatMap(name => loadProcedure(procedureFile(name, file)).procedure ?? []);
  const all = [...named, ...scenarios.flatMap(scenario => procedureOf(scenario) ?? [])];
  return all.filter(({id}, index) => all.findIndex(other => other.id === id) === index);
}
