import {type AuditEvent, eventKey} from '../../audit/event.js';
import {withoutSecrets} from '../../audit/redact.js';
import {claimOf, textsOf} from '../claim.js';
import type {Interest, Signal, SignalListener, Source} from '../source.js';
import {RecentKeys} from './recent-keys.js';

/** Hears every event of the stream, once, in order of arrival. */
export type AuditListener = (events: AuditEvent[]) => void;

/** A source of stage `audited` that has every event of the API server, so that rules can run on it. */
export interface AuditStream extends Source {
  /** Also hands every event to `listener`; returns the way to stop. */
  tap(listener: AuditListener): () => void;
}

/** What file and webhook have in common: each event once, as a signal to whom it concerns, and to every tap. */
export class AuditEvents {
  readonly #recent = new RecentKeys();
  readonly #taps = new Set<AuditListener>();

  constructor(readonly source: string) {}

  tap(listener: AuditListener): () => void {
    this.#taps.add(listener);
    return () => this.#taps.delete(listener);
  }

  /** Takes events as they come, in which some may be repeated; returns how many were new. */
  take(events: readonly AuditEvent[], seenAt: number, interest: Interest, onSignal: SignalListener): number {
    const fresh = events.filter(event => this.#recent.isNew(eventKey(event)));
    for (const event of fresh) if (concerns(event, interest)) onSignal(this.#signal(event, seenAt));
    for (const listener of this.#taps) listener(fresh);
    return fresh.length;
  }

  #signal(event: AuditEvent, seenAt: number): Signal {
    return {
      source: this.source,
      stage: 'audited',
      seenAt,
      sourceTime: event.stageTimestamp,
      claims: [claimOf(event)],
      events: [event],
      evidence: {kind: 'audit event', ref: event.auditID, document: evidenceIn(event)},
    };
  }
}

/** A body that is nested too deeply to be copied is left out: it is in the log itself, under its audit id. */
function evidenceIn(event: AuditEvent): Partial<AuditEvent> {
  try {
    return withoutSecrets(event);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const {requestObject, responseObject, ...rest} = event;
    return rest;
  }
}

/**
 * Whether somebody waits for an event. Most of a busy cluster are nobody's whom we wait for: they are spared the copy
 * that evidence is.
 */
export function concerns(event: AuditEvent, interest: Interest): boolean {
  if (interest.has(event.auditID)) return true;
  const texts = textsOf(claimOf(event));
  return interest.tokens().some(token => texts.some(text => text.includes(token)));
}

/** Whether a value is an audit event as far as anything here looks at it. */
export const isAuditEvent = (value: unknown): value is AuditEvent => {
  const event = value as Partial<AuditEvent> | null;
  return typeof event === 'object' && typeof event?.auditID === 'string' && typeof event.stage === 'string';
};
