import type {AuditEvent} from '../../audit/event.js';
import type {AuditLogFeed} from '../../cluster/cluster.js';
import type {Clock} from '../../lib/clock.js';
import {parseJson} from '../../lib/json/json.js';
import {AuditEvents, type AuditStream, isAuditEvent} from '../kit/audit-stream.js';
import {BlindSpots} from '../kit/blind-spots.js';
import type {Interest} from '../source.js';

/** The audit log as a source of stage `audited`, and as the stream that the built-in rules run on. */
export interface AuditLogSource extends AuditStream {
  /** Counts since the start: events read, lines that were not an audit event. */
  readonly counts: {readonly events: number; readonly unreadable: number};
}

/** The feed coalesces lines for this long, and the file backend of the API server writes at once. */
const FEED_RESOLUTION_MS = 100;

/** The API server's own audit log, followed through `feed`. */
export function auditLogSource(feed: AuditLogFeed, clock: Clock): AuditLogSource {
  const blind = new BlindSpots(clock);
  const events = new AuditEvents('audit-log');
  const stateListeners: ((state: 'up' | 'down', reason?: string) => void)[] = [];
  const counts = {events: 0, unreadable: 0};
  let last: 'up' | 'down' = 'up';

  function read(lines: readonly string[], interest: Interest): AuditEvent[] {
    return lines.flatMap(line => {
      const event = parseAuditLine(line);
      if (event) return event;
      counts.unreadable++;
      const ours = interest.auditIds().find(id => line.includes(id));
      if (ours !== undefined) blind.blink(`a line of the audit log that names ${ours} cannot be read`);
      return [];
    });
  }

  return {
    id: 'audit-log',
    stage: 'audited',
    budget: {ms: FEED_RESOLUTION_MS, why: 'the file backend writes at once; lines are read every 100 ms at the latest'},
    counts,
    tap: listener => events.tap(listener),
    onState(listener) {
      stateListeners.push(listener);
    },
    sight: (from, to) => blind.sight(from, to),
    ...(feed.caughtUp && {refresh: feed.caughtUp}),
    async start(onSignal, interest, abort) {
      blind.close('the audit log is not open yet');
      let told = false;
      await feed.follow(
        lines => {
          counts.events += events.take(read(lines, interest), clock.now(), interest, onSignal);
        },
        (state, reason, since) => {
          told = true;
          if (state === 'down') blind.close(reason ?? 'the audit log cannot be read', since);
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
    const value = parseJson(line);
    return isAuditEvent(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
