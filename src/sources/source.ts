import type {AuditEvent} from '../audit/event.js';
import type {Evidence} from '../events/events.js';
import type {Stage} from '../events/words.js';

/** One piece of evidence that a source saw. Whose it is, the engine decides by identity. */
export interface Signal {
  source: string;
  stage: Stage;
  /** The injected clock's monotonic milliseconds at which the drill could see it. */
  seenAt: number;
  /** The source's own timestamp, RFC 3339. */
  sourceTime?: string;
  /** The audit events it stands on: one for a record, all that contributed for an alert. */
  events: readonly AuditEvent[];
  /** The rule that alerted, at stage `alerted`. */
  rule?: {id: string; title: string; level: string};
  evidence: Evidence;
}

/** What a source answers when asked whether it saw everything between two moments. */
export type Sight = {state: 'clear'} | {state: 'blind'; reason: string};

/** Something that yields signals of one stage. */
export interface Source {
  readonly id: string;
  readonly stage: Stage;
  /** How late a signal may be by this source's own configuration, in milliseconds, and why: the latency budget. */
  readonly budget: {ms: number; why: string};
  /** Starts watching; resolves when a later event is sure to be seen. */
  start(onSignal: (signal: Signal) => void, abort: AbortSignal): Promise<void>;
  /** Whether it could see all the time between two moments of the monotonic clock. */
  sight(fromMs: number, toMs: number): Sight;
}
