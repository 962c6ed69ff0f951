import type {AuditEvent} from '../../audit/event.js';
import {formatDuration} from '../../lib/duration.js';
import {explainMiss} from '../../sigma/reason/explain.js';
import type {RuleSet} from '../../sigma/rule-set.js';
import {differences, differenceText} from '../record/compare.js';
import {readRecord} from '../record/read.js';
import type {Explanation, Investigation} from '../source.js';
import type {Practice} from './schema.js';
import {asRead, LINE, ship} from './ship.js';
import {notCovered} from './timing.js';

/** Why no rule alerted on an attack that is in the index: what searches cover, and what rules find in its records. */
export function whyNoAlert(
  {events, expected}: Investigation,
  config: Practice,
  rules: RuleSet,
): Explanation | undefined {
  const stored = events.flatMap(event => {
    const shipped = ship(event, config);
    return shipped.state === 'stored' ? [{event, record: shipped.record}] : [];
  });
  const [first] = stored;
  if (!first) return undefined;
  const window = notCovered(config);
  if (window) {
    return {
      cause: `rules look back ${config.search.lookBack} from now, and @timestamp of the record is ${formatDuration(window.offMs)} ${window.way}: no search covers it`,
      change: 'correct shipper.time, so that @timestamp is when it happened',
      proof: {'@timestamp': first.record['@timestamp'], stageTimestamp: first.event.stageTimestamp},
    };
  }
  return (
    readElsewhere(first, config, rules, expected.rule) ??
    nearestOf(
      rules,
      stored.map(({event}) => event),
    )
  );
}

/** A rule would match the event as it was written, but not as it is stored. */
function readElsewhere(
  {event, record}: {event: AuditEvent; record: Record<string, unknown>},
  config: Practice,
  rules: RuleSet,
  expected: string | undefined,
): Explanation | undefined {
  const able = rules.rules.filter(rule => rule.kind === 'event' && rule.applicable && rule.test(event));
  const would = able.find(({id}) => id === expected) ?? able.find(({silent}) => !silent) ?? able[0];
  if (!would) return undefined;
  const proof = {auditID: event.auditID};
  if (!config.shipper.parse) {
    return {
      cause: `${would.id} would match, but the record is one text in the field ${LINE}, in which no rule finds a field`,
      change: 'parse the line as JSON before it is sent (shipper.parse)',
      proof,
    };
  }
  const recorded = readRecord(asRead(record, config), 'root');
  const changed = recorded && differences(event, recorded);
  const text = changed?.length
    ? differenceText(changed)
    : `the event is under ${config.shipper.under ?? 'another field'}`;
  return {
    cause: `${would.id} would match, but it does not find the fields in the record: ${text}`,
    change: 'keep the names of the audit event (shipper), or say where rules find them (search.fields, search.under)',
    proof,
  };
}

/** The rule that came nearest, and what kept it from matching. */
function nearestOf(rules: RuleSet, events: readonly AuditEvent[]): Explanation | undefined {
  const [near] = events.flatMap(event => explainMiss(rules, event)).sort((a, b) => a.failed - b.failed);
  if (!near) return {cause: 'no rule is about these requests', change: 'write a rule for this technique'};
  const {rule, field, wanted, found} = near;
  return {
    cause: `the record is in the index, but no rule matched; the nearest is ${rule.id}: ${field} should ${/^(be|not)\b/.test(wanted) ? wanted : `be ${wanted}`}, is ${found}`,
    change: `change ${rule.id} so that it matches`,
    proof: {rule: rule.id, field, wanted, found},
  };
}
