import type {EventOf} from '../events/events.js';
import type {ScenarioView, StageView} from './view.js';

/**
 * What settled a stage: a signal, or an acknowledgement. Logs of 0.1.0 name none: there it is the signal of the same
 * stage and latency.
 */
export function signalOf(
  {signals, acknowledgements}: ScenarioView,
  {stage, latencyMs, signal}: StageView,
): EventOf<'signal.seen' | 'alert.acknowledged'> | undefined {
  if (signal === undefined) return signals.find(s => s.counted && s.stage === stage && s.latencyMs === latencyMs);
  return [...signals, ...acknowledgements].find(s => s.seq === signal);
}
