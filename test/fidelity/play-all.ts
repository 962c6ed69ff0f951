import type {Scenario} from '../../src/scenario/schema.js';
import {type Played, playOn} from './player.js';
import type {Side} from './side.js';

/** So many scenarios side by side: most of the time of each is waiting. */
const AT_ONCE = 6;

/** Plays all scenarios on a side; those that would be in each other's way one after the other. */
export async function playAll(side: Side, scenarios: readonly Scenario[]): Promise<Map<string, Played>> {
  const played = new Map<string, Played>();
  const waiting = chains(scenarios);
  const worker = async () => {
    for (let chain = waiting.shift(); chain; chain = waiting.shift()) {
      for (const scenario of chain) played.set(scenario.id, await answered(side, scenario));
    }
  };
  await Promise.all(Array.from({length: AT_ONCE}, worker));
  return played;
}

/** A request that was not answered in time says nothing of a server: on a busy machine it is played again. */
async function answered(side: Side, scenario: Scenario, tries = 3): Promise<Played> {
  const again = () => answered(side, scenario, tries - 1);
  const played = await playOn(side, scenario).catch((error: unknown) => {
    // Set-up gives up at once on a request that was not answered.
    if (tries === 1) throw error;
    return undefined;
  });
  if (!played) return again();
  const isWhole = played.exchanges.every(({code}) => code !== undefined);
  return isWhole || tries === 1 ? played : again();
}

/** Those that only one may play at a time make one chain, every other one of its own. */
function chains(scenarios: readonly Scenario[]): Scenario[][] {
  const byName = new Map<string, Scenario[]>();
  for (const scenario of scenarios) {
    const key = scenario.exclusive.join() || scenario.id;
    byName.set(key, [...(byName.get(key) ?? []), scenario]);
  }
  return [...byName.values()].sort((a, b) => b.length - a.length);
}
