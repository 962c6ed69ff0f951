import type {AuditEvent} from '../../audit/event.js';
import type {AwaitedSet} from '../../lib/awaited-set.js';
import type {Execution} from '../execution.js';
import type {EarlyAlert} from './early.js';
import type {Uncounted} from './people/acknowledgements.js';
import type {Trail} from './people/trail.js';
import type {Watch} from './watch.js';
import type {Misattributed} from './whose/misattribution.js';

/** One scenario under way, as signals find it. */
export interface Playing {
  execution: Execution;
  watch: Watch;
  /** The attack's own audit events, as sources saw them. */
  audited: AuditEvent[];
  /** Keys of the attack's audit events that came to a store. */
  collected: Set<string>;
  /** Audit ids of its requests, whatever for and by whom, whose audit event any source has seen. */
  heardOf: AwaitedSet<string>;
  /** Whether any source saw an audit event of the attack. */
  witnessed: boolean;
  /** Alerts on the attack by other rules than those expected. */
  otherAlerts: Set<string>;
  /** Alerts on the benign twin. */
  benignAlerts: Set<string>;
  /** Alerts on what the drill did in the twin in place of a person, where it is a workload: no false alarms. */
  workloadAlerts: Set<string>;
  /** Alerts that the attack is expected to raise, and that were there before it. */
  earlyAlerts: EarlyAlert[];
  /** Alerts about its objects that name a controller instead of the actor. */
  misattributed: Misattributed[];
  /** Acknowledgements that are no answer to its alert: whose they are, and why not. */
  noAnswers: Uncounted[];
  /** What people did to its objects; absent where nobody is to respond. */
  trail?: Trail;
  foreign: number;
  /** Whether its verdict is final: what comes after does not change it. */
  isJudged: boolean;
}

/**
 * Audit ids that are not ours and whose events are the attack's all the same: what a component of a node asks for in
 * consequence of a command there. Stores that keep no token of ours beside it know them by these ids alone.
 */
export const learnt = ({execution, heardOf}: Pick<Playing, 'execution' | 'heardOf'>): string[] =>
  [...heardOf].filter(id => !execution.requests.has(id));
