import type {DrillFact} from '../../events/events.js';
import type {EventLog} from '../../events/log.js';
import {viewOf} from '../../view/fold.js';
import type {ScenarioView} from '../../view/view.js';

/** Why an attack that was under way came to nothing. */
const RESTARTED = 'the conductor was restarted';

/**
 * How the attacks stand that were under way when a conductor was killed: one without a verdict was not executed as far as
 * anybody can tell, and of containment that was still looked at nobody knows how it ended. What they had made is gone by
 * now.
 */
export function cutOff(log: EventLog): DrillFact[] {
  return viewOf(log.events).scenarios.flatMap(scenario => {
    const {cleaned, phase} = scenario;
    return phase === undefined || cleaned ? [] : endOf(scenario);
  });
}

function endOf({plan, verdict, response, containment}: ScenarioView): DrillFact[] {
  const scenario = plan.id;
  const withinMs = plan.response?.withinMs ?? 0;
  const open = containment.length ? [] : response;
  return [
    ...(verdict === undefined
      ? [{type: 'scenario.judged', scenario, verdict: 'not executed', explanation: RESTARTED} as const]
      : []),
    ...open.map(
      ({check}): DrillFact => ({
        ...{type: 'containment.checked', scenario, check, state: 'unknown', rehearsed: false, withinMs},
        detail: RESTARTED,
      }),
    ),
    {type: 'scenario.cleaned', scenario, created: 0, left: []},
  ];
}

/** For how long nobody conducted by now, in milliseconds. */
export function offlineMs({last}: EventLog, now: Date): number {
  return last ? Math.max(0, now.getTime() - Date.parse(last.at)) : 0;
}
