import type {AuditEvent} from '../../audit/event.js';
import type {AuditPolicy} from '../../audit/policy-schema.js';
import type {BrokenLink} from '../../events/events.js';
import type {RuleSet} from '../../sigma/rule-set.js';
import type {Source} from '../../sources/source.js';
import type {Execution} from '../execution.js';
import type {Uncounted} from '../watch/people/acknowledgements.js';
import type {Silence} from '../watch/senders.js';
import type {Watched} from '../watch/watched.js';
import type {Misattributed} from '../watch/whose/misattribution.js';

/** What an explanation is made from. */
export interface Trace {
  execution: Execution;
  watched: readonly Watched[];
  /** The attack's own events, as the sources had them. */
  audited: readonly AuditEvent[];
  /** Audit ids of the attack's evidence that are not ours. */
  learnt: readonly string[];
  /** Rules that alerted on the attack, though not the one expected. */
  otherAlerts: readonly string[];
  /** Acknowledgements that are no answer to its alert. */
  noAnswers: readonly Uncounted[];
  /** Alerts about its objects that name a controller instead of the actor. */
  misattributed: readonly Misattributed[];
  policy?: AuditPolicy;
  /** Whether the cluster is simulated: then no API server runs that would have to read its policy again. */
  simulated?: boolean;
  rules: RuleSet;
  /** True when the rules are the user's own: then any alert on the attack would have counted. */
  anyRule?: boolean;
  sources: readonly Source[];
  /** Sources of alerts that told of set-ups before, and of nothing since. */
  silences?: readonly Silence[];
  /** When the attack's first request was sent, by the wall clock. */
  since: Date;
}

/** What is to be done with an audit policy, and what makes it count. */
export const policyChange = (change: string, {simulated = false}: Pick<Trace, 'simulated'>): string =>
  simulated ? change : `${change}, and restart the API server`;

/** The part of an explanation that says why and what to do. */
export type Cause = Pick<BrokenLink, 'cause' | 'change' | 'proof'>;

/** Why evidence did not arrive, and which source says so. */
export interface Finding extends Cause {
  /** The source, or another name for who found it. */
  by: string;
  /** As `Explanation.nothingCame`. */
  nothingCame: boolean;
}
