import type {Pin} from '../judge/night.js';
import type {BaselineDecision} from '../store/store.js';

/** Where baselines begin by the last decision of each scenario; where it was reset, with the first night again. */
export function pinsOf(decisions: readonly BaselineDecision[]): Pin[] {
  const last = new Map(decisions.toSorted((a, b) => a.at - b.at).map(decision => [decision.scenario, decision]));
  return [...last.values()].flatMap(({scenario, since}) => (since === null ? [] : [{scenario, since}]));
}
