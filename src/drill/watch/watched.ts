import type {PlannedExpectation} from '../../events/events.js';
import type {ExpectationState} from '../../events/words.js';

/** How one expectation ended. */
export interface Settled {
  state: ExpectationState;
  latencyMs?: number;
  source?: string;
  reason?: string;
  /** The `seq` of the `signal.seen` that settled it. */
  signal?: number;
}

/** An alert that does not settle an expectation on its own: what is said of it when nothing else does. */
type HeldAlert = Required<Pick<Settled, 'latencyMs' | 'source' | 'reason' | 'signal'>> & {
  /** What to change so that somebody is notified of it. */
  change?: string;
};

/**
 * An expectation and what is known of it. `settled` stays absent when nothing was expected in the end: the attack was
 * refused, or only sources that see some of the stage watched it.
 */
export interface Watched {
  expectation: PlannedExpectation;
  settled?: Settled;
  /** The attack step on whose request stands what met it. */
  step?: string;
  /** An alert that met it, but notified nobody. */
  suppressed?: HeldAlert;
  /** An alert that would meet it, if it were known to have notified somebody. */
  unsure?: HeldAlert;
  /** An alert that met it, in a source that hands its alerts to another, where it is not, or not yet. */
  handed?: {latencyMs: number; source: string; to: string};
  /** The source that could not look, where it is unknown whether it was met. */
  blind?: string;
  /** What would let it look, where it knows. */
  blindChange?: string;
}
