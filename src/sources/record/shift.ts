import type {AuditEvent} from '../../audit/event.js';
import {formatDuration} from '../../lib/duration.js';

/** A request that runs for long is dated by its beginning or its end; beyond this its time is another one. */
const MEANT_MS = 60_000;

/** What is wrong with the time that a record got on its way, beside the event's own; undefined when nothing is. */
export function timeShift(
  event: AuditEvent,
  {name, value}: {name: string; value: string | undefined},
): {cause: string; change: string} | undefined {
  if (value === undefined) return undefined;
  const at = Date.parse(value);
  const own = [event.requestReceivedTimestamp, event.stageTimestamp].map(time => at - Date.parse(time));
  const offMs = own.sort((a, b) => Math.abs(a) - Math.abs(b))[0] ?? 0;
  if (!(Math.abs(offMs) > MEANT_MS)) return undefined;
  const ahead = offMs > 0;
  return {
    cause: `${name} is ${formatDuration(Math.abs(offMs))} ${ahead ? 'ahead of' : 'behind'} the event's own time (${event.stageTimestamp}): a rule that looks at the last minutes ${ahead ? 'does not see it yet' : 'no longer sees it'}`,
    change: `let the shipper take ${name} from the event (stageTimestamp, in UTC), and set the clocks of nodes and shippers`,
  };
}
