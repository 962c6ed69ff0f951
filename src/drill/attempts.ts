import type {Verdict} from '../events/words.js';
import {Execution} from './execution.js';
import {runScenario, type Shared} from './run-scenario.js';

/** What is worth another attempt. What was not executed or left out would be so again. */
const AGAIN: readonly (Verdict | undefined)[] = ['missed', 'late', 'inconclusive'];

/** One attempt, as the run has to know it. */
export interface Attempt {
  execution: Execution;
  /** As `ScenarioRun.cleaned`. */
  cleaned: Promise<void>;
}

/**
 * Plays a scenario, and again as often as the plan allows while it does not end as it should: each time as a new
 * execution, with a token and a namespace of its own, once the one before is cleaned up. Resolves when the last is judged.
 */
export async function playAttempts(
  shared: Shared,
  {first, abort}: {first: Execution; abort: AbortSignal},
  onAttempt: (attempt: Attempt) => void,
): Promise<void> {
  const {scenario, planned, run} = first;
  const of = 1 + (shared.plan.settings.retry ?? 0);
  let execution = first;
  for (let attempt = 1; ; attempt++) {
    const {judged, cleaned} = runScenario(shared, execution, abort);
    onAttempt({execution, cleaned});
    await judged;
    const because = verdictOf(shared, scenario.id);
    const again = attempt < of && because !== undefined && AGAIN.includes(because) && !shared.reach.lost;
    // What only one may touch at a time is still in use until it has been put back.
    if (again || scenario.exclusive.length) await cleaned;
    if (!again) return;
    shared.log.append({type: 'scenario.attempt', scenario: scenario.id, attempt: attempt + 1, of, because});
    execution = new Execution(scenario, planned, run);
  }
}

/** Of the attempt that was judged last. */
function verdictOf({log}: Shared, id: string): Verdict | undefined {
  const judged = log.events.findLast(event => event.type === 'scenario.judged' && event.scenario === id);
  return judged?.type === 'scenario.judged' ? judged.verdict : undefined;
}
