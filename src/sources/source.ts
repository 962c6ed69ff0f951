import type {AuditEvent} from '../audit/event.js';
import type {Evidence} from '../events/events.js';
import type {Capability, Stage} from '../events/words.js';
import type {Claim} from './claim.js';

/** The rule that made an alert, as its product names it. */
export interface AlertRule {
  id: string;
  title: string;
  level: string;
}

/** The rule that an expectation names: by the file in `rules/`, and by product where products name theirs otherwise. */
export interface ExpectedRule {
  rule?: string;
  /** Type of source → names or ids of its rules, any of which will do. */
  rules?: Readonly<Record<string, readonly string[]>>;
}

/** An alert that is there already, and what it says of whom it is about. */
export interface FiringAlert {
  rule: string;
  claims: readonly Claim[];
}

/** An alert of others that a silence hides as well. */
export interface HiddenAlert {
  /** For a person: the alert's name. */
  name: string;
  /** As `Signal.keys`. */
  keys: readonly string[];
}

/** That somebody has taken an alert, in the words of the product in which they did. */
export interface Acknowledgement {
  /** Keys of the alerts that it takes, as `Signal.keys` of those alerts has them; any one will do. Empty: only claims say. */
  of: readonly string[];
  /** Who did it, as the product names them; absent: it does not say. */
  person?: string;
  /** Why nobody is named, such as `OpenSearch does not say`; absent: nothing is known of that. */
  unnamed?: string;
  /** True when a rule or an integration did it: such a one never counts. */
  robot?: true;
  /** Alerts that it hides from everybody while it lasts, ours among them: a silence. */
  hides?: readonly HiddenAlert[];
}

/** One piece of evidence that a source saw. Whose it is, the engine decides by identity. */
export interface Signal {
  source: string;
  stage: Stage;
  /** The injected clock's monotonic milliseconds at which the drill could see it. */
  seenAt: number;
  /** The source's own timestamp, RFC 3339. */
  sourceTime?: string;
  /** What it says of the requests it stands on: one for a record, one for each that contributed to an alert. */
  claims: readonly Claim[];
  /** The audit events themselves, where the source has them whole. */
  events?: readonly AuditEvent[];
  /** The rule that alerted, at stage `alerted`. */
  rule?: AlertRule;
  /** What the alert is called by the products that it passes through, at stage `alerted`: see `alert-keys.ts`. */
  keys?: readonly string[];
  /** Which alert was taken, and by whom, at stage `acknowledged`; absent: claims alone say what it is about. */
  acknowledgement?: Acknowledgement;
  /** Why nobody was notified of this alert, such as `silenced by 1 silence`: detected, and yet not met. */
  suppressed?: string;
  /** Why it is unknown whether anybody was notified of this alert, and so whether the expectation is met. */
  unsure?: string;
  /** What to change so that somebody is notified, or that it is known; absent: nothing more is known. */
  remedy?: string;
  evidence: Evidence;
}

/** What a source answers when asked whether it saw everything between two moments. */
export type Sight = {state: 'clear'} | {state: 'blind'; reason: string; change?: string};

/**
 * What a source is asked about its sight. `missed`: did it see all that is there by now, however late it came to see
 * it? `late`: did it look all the time, so that the moment at which it saw something is that at which it was there?
 */
export type SightQuestion = 'missed' | 'late';

/** What the API server said in answer to a request of ours: a refusal, or warnings. */
export interface OwnAnswer {
  auditId: string;
  /** When it came, RFC 3339. */
  at: string;
  message?: string;
  warnings: readonly string[];
}

/** What the engine waits for at the moment; sources may leave out what nobody waits for. */
export interface Interest {
  /** Whether an audit id is that of a request of this run. */
  has(auditId: string): boolean;
  /** The audit ids of requests whose evidence is waited for, newest last. */
  auditIds(): string[];
  /** The tokens of the scenarios under way; each is unique to its execution. */
  tokens(): string[];
  /** The answers to requests of the scenarios under way that refused or warned. */
  answers?(): OwnAnswer[];
  /** How far the clock of audit events is ahead of ours, in milliseconds, as far as own requests show it. */
  skewMs?(): number;
}

/** Takes each signal as it is seen. */
export type SignalListener = (signal: Signal) => void;

/** What came of asking a source whether it is there and answers. */
export interface Answer {
  state: 'ok' | 'warning' | 'failed';
  detail: string;
  next: string[];
  /** The latency budget, where it has shown that its product waits for other times than the configuration says. */
  budget?: Budget;
  /** Which product answered, as it names itself. */
  product?: {name: string; version: string};
}

/** How late a signal may be by a source's own configuration, in milliseconds, and why. */
export interface Budget {
  readonly ms: number;
  readonly why: string;
}

/** An expectation that was not met, as a source is asked to explain it. */
export interface Investigation {
  /** The stage of the expectation: a source of an earlier one may know what became of the evidence on its way there. */
  stage: Stage;
  /** The rules that were to alert, at stage `alerted`. */
  expected: ExpectedRule;
  token: string;
  /** The acting user, where the attack had a valid identity. */
  user?: string;
  auditIds: readonly string[];
  /** The attack's own audit events, as far as anybody saw them. */
  events: readonly AuditEvent[];
  /** When the attack began, by the wall clock. */
  since: Date;
}

/** Why something did not arrive at a source, or arrived late: a cause, what to change, and what proves it. */
export interface Explanation {
  cause: string;
  change: string;
  proof?: unknown;
  /** True when it says no more than that nothing came: the source before this one in the chain knows why. */
  nothingCame?: true;
}

/** A harmless request that a product's own rules note down: a sender that posts nothing of it does not post at all. */
export interface AlertCanary {
  /** For a sentence: `a Namespace that is created as a dry run`. */
  what: string;
  request(name: string): {method: 'POST'; path: string; body?: unknown};
}

/** Something that yields signals of one stage. */
export interface Source {
  readonly id: string;
  readonly stage: Stage;
  /** The latency budget, as far as it is known before anything was asked. */
  readonly budget: Budget;
  /** What scenarios may need and it brings to the cluster, such as a sensor for system calls. */
  readonly provides?: readonly Capability[];
  /**
   * True when it sees only some of the evidence of its stage: what it does not see is not a miss, and where another
   * source sees the whole stage, what it sees only stands beside.
   */
  readonly partial?: boolean;
  /** True when it is a part of kubedrill: it cannot stop on its own, however quiet it is. */
  readonly inProcess?: boolean;
  /** Starts watching; resolves when a later event is sure to be seen, or when it is known that it cannot be for now. */
  start(onSignal: SignalListener, interest: Interest, abort: AbortSignal): Promise<void>;
  /** Whether it could see between two moments of the monotonic clock. */
  sight(fromMs: number, toMs: number, question: SightQuestion): Sight;
  /** Calls back when it can no longer, or can again, see. */
  onState?(listener: (state: 'up' | 'down', reason?: string) => void): void;
  /**
   * Looks once more and resolves when everything that is there by now has been reported: asked before something is
   * missed.
   */
  refresh?(signal: AbortSignal): Promise<void>;
  /** Whether an alert of `rule` is one that an expectation may be met by; absent: the ids must agree. */
  accepts?(expected: ExpectedRule, rule: AlertRule): boolean;
  /**
   * Whether an alert of `rule` is meant for an expectation, because it is named for it or called like it: only such a
   * one explains why none came. Absent: as `accepts`.
   */
  claims?(expected: ExpectedRule, rule: Pick<AlertRule, 'id' | 'title'>): boolean;
  /** The source to which its alerts go: they count when they are there. */
  readonly handsTo?: string;
  /** What shows, without any attack, whether its product posts at all; absent: nothing is known that would. */
  readonly canary?: AlertCanary;
  /** How far the clock of its server is ahead of ours, in milliseconds, as far as it shows. */
  skewMs?(): number | undefined;
  /** Rules that are alerting at the moment, whatever the cause. */
  firing?(): readonly FiringAlert[];
  /** Asks whether it is there, may be asked, and holds what it should. */
  check?(signal: AbortSignal): Promise<Answer>;
  /** Watches for a while what its server refuses to take; undefined where nobody says. */
  losses?(signal: AbortSignal): Promise<Answer | undefined>;
  /** Why some of an attack's evidence was refused, though other evidence of it arrived; undefined when none was. */
  refused?(about: Investigation, signal: AbortSignal): Promise<Explanation | undefined>;
  /** Looks for the reason why evidence did not arrive; undefined when it finds none. */
  investigate?(about: Investigation, signal: AbortSignal): Promise<Explanation | undefined>;
  /** Looks for what held up evidence that arrived too late; undefined when it finds nothing. */
  delay?(about: Investigation, signal: AbortSignal): Promise<Explanation | undefined>;
}
