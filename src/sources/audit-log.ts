import {type AuditEvent, eventKey} from '../audit/event.js';
import {withoutSecrets} from '../audit/redact.js';
import type {AuditLogFeed} from '../cluster/cluster.js';
import type {Clock} from '../lib/clock.js';
import {BlindSpots} from './blind-spots.js';
import {claimOf, textsOf} from './claim.js';
import {RecentKeys} from './recent-keys.js';
import type {Interest, Signal, Source} from './source.js';

/** Hears every event of the log, once, in order, with the moment at which it could be seen. */
export type AuditListener = (events: AuditEvent[], seenAt: number) => void;

/** The audit log as a source of stage `audited`, and as the stream that the built-in rules run on. */
export interface AuditLogSource extends Source {
  /** Also hands every event to `listener`; returns the way to stop. */
  tap(listener: AuditListener): () => void;
  /** Counts since the start: lines read, lines that were no audit event. */
  readonly counts: {readonly events: number; readonly unreadable: number};
}

/** Lines are coalesced for so long by the feed, and the file backend of the API server writes at once. */
const FEED_RESOLUTION_MS = 100;

/** The API server's own audit log, followed through `feed`. */
export function auditLogSource(feed: AuditLogFeed, clock: Clock): AuditLogSource {
  const blind = new BlindSpots(clock);
  const recent = new RecentKeys();
  const taps = new Set<AuditListener>();
  const stateListeners: ((state: 'up' | 'down', reason?: string) => void)[] = [];
  const counts = {events: 0, unreadable: 0};
  let last: 'up' | 'down' = 'up';

  function read(lines: string[]): AuditEvent[] {
    const events: AuditEvent[] = [];
    for (const line of lines) {
      const event = parseAuditLine(line);
      if (!event) counts.unreadable++;
      else if (recent.isNew(eventKey(event))) events.push(event);
    }
    counts.events += events.length;
    return events;
  }

  return {
    id: 'audit-log',
    stage: 'audited',
    budget: {ms: FEED_RESOLUTION_MS, why: 'the file backend writes at once; lines are read every 100 ms at the latest'},
    counts,
    tap(listener) {
      taps.add(listener);
      return () => taps.delete(listener);
    },
    onState(listener) {
      stateListeners.push(listener);
    },
    sight: (from, to) => blind.sight(from, to),
    async start(onSignal, interest, abort) {
      blind.close('the audit log is not open yet');
      let told = false;
      await feed.follow(
        lines => {
          const seenAt = clock.now();
          const events = read(lines);
          for (const event of events) if (concerns(event, interest)) onSignal(auditSignal(event, seenAt));
          for (const listener of taps) listener(events, seenAt);
        },
        (state, reason) => {
          told = true;
          if (state === 'down') blind.close(reason ?? 'the audit log cannot be read');
          else blind.open();
          if (state === last) return;
          last = state;
          for (const listener of stateListeners) listener(state, reason);
        },
        abort,
      );
      // A feed that could not open its log at once has said so; it will say when it can.
      if (!told) blind.open();
    },
  };
}

/** One line of an audit log, or undefined when it is not an audit event. */
export function parseAuditLine(line: string): AuditEvent | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const event = value as Partial<AuditEvent> | null;
    const isEvent = typeof event === 'object' && typeof event?.auditID === 'string' && typeof event.stage === 'string';
    return isEvent ? (event as AuditEvent) : undefined;
  } catch {
    return undefined;
  }
}

/** Most lines of a busy cluster are nobody's whom we wait for: they are spared the copy that evidence is. */
function concerns(event: AuditEvent, interest: Interest): boolean {
  if (interest.has(event.auditID)) return true;
  const texts = textsOf(claimOf(event));
  return interest.tokens().some(token => texts.some(text => text.includes(token)));
}

/** An audit event as a signal of stage `audited`. */
function auditSignal(event: AuditEvent, seenAt: number): Signal {
  return {
    source: 'audit-log',
    stage: 'audited',
    seenAt,
    sourceTime: event.stageTimestamp,
    claims: [claimOf(event)],
    events: [event],
    evidence: {kind: 'audit event', ref: event.auditID, document: withoutSecrets(event)},
  };
}
