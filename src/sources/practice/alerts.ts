import type {AuditEvent} from '../../audit/event.js';
import {formatDuration} from '../../lib/duration.js';
import {createRuleEngine, matchesOf, type RuleMatch} from '../../sigma/engine.js';
import {claimOf} from '../claim.js';
import type {AuditStream} from '../kit/audit-stream.js';
import {budgetOf, type SourceContext} from '../kit/source-type.js';
import type {Signal, Source} from '../source.js';
import type {Practice} from './schema.js';
import {asRead, ship} from './ship.js';
import {notCovered, sumOf, untilNotified, untilSearchable} from './timing.js';
import {whyNoAlert} from './why.js';

/** Rules over the index of the practice pipeline, and the alerts that come of them. */
export function practiceAlerts(config: Practice, audit: AuditStream, {id, clock, rules}: SourceContext): Source {
  const engine = createRuleEngine(rules);
  const waits = untilNotified(config);
  const afterMs = sumOf([...untilSearchable(config), ...waits]);
  /** What rules make of each event, and the event that it was: rules may not see where it came from. */
  function search(event: AuditEvent, origins: Map<string, AuditEvent>): RuleMatch[] {
    const shipped = ship(event, config);
    if (shipped.state !== 'stored' || notCovered(config)) return [];
    origins.set(event.auditID, event);
    return matchesOf(engine, asRead(shipped.record, config) as unknown as AuditEvent) ?? [];
  }
  return {
    id,
    stage: 'alerted',
    inProcess: true,
    budget: budgetOf([], waits),
    sight: (from, to, question) => audit.sight(from, to, question),
    ...(audit.refresh && {refresh: audit.refresh}),
    accepts: () => true,
    async start(onSignal, _interest, abort) {
      const origins = new Map<string, AuditEvent>();
      const stop = audit.tap(events => {
        const found = events.flatMap(event => search(event, origins).map(match => ({match, event})));
        if (!found.length) return;
        clock.sleep(afterMs, abort).then(
          () => {
            for (const {match, event} of found) onSignal(alertSignal(match, event, origins, config, id, clock.now()));
          },
          () => {},
        );
      });
      abort.addEventListener('abort', stop, {once: true});
    },
    investigate: async about => whyNoAlert(about, config, rules),
    delay: async () => ({
      cause: waits.map(({ms, why}) => `${why} ${formatDuration(ms)}`).join(', '),
      change: 'shorten search.every or alerts.wait',
    }),
  };
}

function alertSignal(
  match: RuleMatch,
  event: AuditEvent,
  origins: ReadonlyMap<string, AuditEvent>,
  {alerts}: Practice,
  source: string,
  seenAt: number,
): Signal {
  const {id, title, level} = match.rule;
  const silence = alerts.silences.find(({rule}) => rule === '*' || rule === id);
  const about = match.events.flatMap(({auditID}) => origins.get(auditID) ?? []);
  const events = about.length ? about : [event];
  return {
    source,
    stage: 'alerted',
    seenAt,
    sourceTime: event.stageTimestamp,
    claims: events.map(claimOf),
    events,
    rule: {id, title, level},
    ...(silence && {
      suppressed: `silenced by ${silence.by}: ${silence.why}`,
      remedy: 'end the silence, or make it narrower',
    }),
    evidence: {
      kind: 'alert',
      ref: id,
      rule: {id, title, level},
      document: {rule: id, title, level, events: events.map(e => e.auditID)},
    },
  };
}
