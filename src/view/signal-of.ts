import type {EventOf} from '../events/events.js';
import type {ScenarioView, StageView} from './view.js';

/**
 * The signal that settled a stage. Logs of 0.1.0 name none: there it is the one of the same stage and latency.
 */
export function signalOf(
  {signals}: ScenarioView,
  {stage, latencyMs, signal}: StageView,
): EventOf<'signal.seen'> | undefined {
  if (signal !== undefined) return signals.find(s => s.seq === signal);
  return signals.find(s => s.counted && s.stage === stage && s.latencyMs === latencyMs);
}
