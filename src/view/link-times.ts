import type {Stage} from '../events/words.js';
import {stageOf, stagesOf} from './stage-times.js';
import type {RunView, ScenarioView} from './view.js';

/** What one link took of a scenario's time, in milliseconds. */
export interface LinkTime {
  stage: Stage;
  /** From the response of the attack's request on; of *acknowledged*, from the alert. */
  sinceMs: number;
  /** On its own, without what the links before it took. */
  ownMs: number;
  slaMs?: number;
}

/**
 * The links of a scenario that were measured, in the order of the chain. What could be seen before the link ahead of it
 * was seen took no time of its own: sources are asked at their own pace.
 */
export function linkTimes(scenario: ScenarioView): LinkTime[] {
  let before = 0;
  return measured(scenario).map(({stage, latencyMs = 0, slaMs}) => {
    // An acknowledgement is measured from the alert: all of it is its own.
    const ownMs = stage === 'acknowledged' ? latencyMs : Math.max(0, latencyMs - before);
    before = Math.max(before, latencyMs);
    return {stage, sinceMs: latencyMs, ownMs, ...(slaMs !== undefined && {slaMs})};
  });
}

/** The attack itself takes no time: the clock starts with its answer. Containment is another clock. */
const measured = (scenario: ScenarioView) =>
  stagesOf([scenario])
    .filter(stage => stage !== 'executed' && stage !== 'contained')
    .flatMap(stage => stageOf(scenario, stage) ?? [])
    .filter(known => known.latencyMs !== undefined);

/** How late evidence may be at a link by the configuration of the sources that see it. */
export interface LinkBudget {
  ms: number;
  /** What that is made of, by source. */
  why: string;
}

/** The budget of a link: that of its slowest source; undefined where no source has said. */
export function linkBudget({sources}: RunView, stage: Stage): LinkBudget | undefined {
  const known = Object.values(sources).flatMap(({source, stages, budget}) =>
    budget && stages.includes(stage) ? [{source, ...budget}] : [],
  );
  if (!known.length) return undefined;
  return {
    ms: Math.max(...known.map(b => b.ms)),
    why: known.map(({source, why}) => `${source}: ${why}`).join('; '),
  };
}
