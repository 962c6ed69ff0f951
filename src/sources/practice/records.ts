import type {AuditEvent} from '../../audit/event.js';
import {withoutSecrets} from '../../audit/redact.js';
import {formatDuration} from '../../lib/duration.js';
import {claimOf} from '../claim.js';
import {type AuditStream, concerns} from '../kit/audit-stream.js';
import {budgetOf, type SourceContext} from '../kit/source-type.js';
import type {Explanation, Investigation, Signal, Source} from '../source.js';
import type {Practice} from './schema.js';
import {ship} from './ship.js';
import {sumOf, untilSearchable} from './timing.js';

/** The index of the practice pipeline: what of the audit log can be searched in it. */
export function practiceRecords(config: Practice, audit: AuditStream, {id, clock}: SourceContext): Source {
  const waits = untilSearchable(config);
  return {
    id,
    stage: 'collected',
    inProcess: true,
    budget: budgetOf([], waits),
    sight: (from, to, question) => audit.sight(from, to, question),
    ...(audit.refresh && {refresh: audit.refresh}),
    async start(onSignal, interest, abort) {
      const stop = audit.tap(events => {
        const stored = events.filter(event => concerns(event, interest) && ship(event, config).state === 'stored');
        if (!stored.length) return;
        clock.sleep(sumOf(waits), abort).then(
          () => {
            for (const event of stored) onSignal(recordSignal(event, id, clock.now()));
          },
          () => {},
        );
      });
      abort.addEventListener('abort', stop, {once: true});
    },
    investigate: async about => notStored(about, config),
    delay: async () => ({
      cause: waits.map(({ms, why}) => `${why} ${formatDuration(ms)}`).join(', '),
      change: 'shorten shipper.every or index.refresh',
    }),
  };
}

const recordSignal = (event: AuditEvent, source: string, seenAt: number): Signal => ({
  source,
  stage: 'collected',
  seenAt,
  sourceTime: event.stageTimestamp,
  claims: [claimOf(event)],
  events: [event],
  evidence: {kind: 'record', ref: `practice/${event.auditID}`, document: withoutSecrets(event)},
});

/** Why none of an attack's events can be found in the index; undefined when the reason is time alone. */
function notStored({events}: Investigation, config: Practice): Explanation | undefined {
  for (const event of events) {
    const shipped = ship(event, config);
    if (shipped.state === 'left out') {
      const {field, value} = shipped;
      return {
        cause: `the shipper leaves out what has ${field} ${JSON.stringify(value)}, and so the record`,
        change: 'take this out of shipper.leavesOut, or make it narrower',
        proof: {field, value, auditID: event.auditID},
      };
    }
    if (shipped.state === 'refused') {
      const {field, type, value} = shipped;
      return {
        cause: `the index refuses the record: ${field} is mapped as ${type}, and ${excerpt(value)} does not fit (mapper_parsing_exception)`,
        change: `map ${field} as what it is, such as keyword`,
        proof: {field, type, auditID: event.auditID},
      };
    }
  }
  return undefined;
}

/** The beginning of a value, for a sentence. */
function excerpt(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
