import {z} from 'zod';
import {alerting} from '../kit/config.js';
import {IdentityFields} from '../kit/identity.js';
import {parseAs} from '../kit/parse.js';
import {sourceType} from '../kit/source-type.js';
import type {Signal} from '../source.js';
import {alertIndex, type Look} from '../store/alert-index.js';
import {indexNamed, stored} from '../store/config.js';
import {evidenceEvents, type Identified, identify} from '../store/join.js';
import type {Hit} from '../store/store.js';
import {withoutPaths} from './exception.js';
import {investigateRule} from './investigate.js';
import {readRuleFile} from './rule-file.js';

const schema = z
  .strictObject({
    type: z.literal('elastalert'),
    ...stored,
    ...alerting,
    index: indexNamed('elastalert_status'),
    identity: IdentityFields,
    ruleFiles: z.array(z.string().min(1)).default([]).meta({
      description:
        'Files of the rules, relative to this one: what a rule reads is tried on the record of an attack that it missed',
    }),
  })
  .meta({description: "ElastAlert2's alerts, from its write-back index (`writeback_index`)"});

/** A match with what it copied of the document, and of others where the rule attaches them. */
const Match = z.looseObject({
  _id: z.string().optional(),
  _index: z.string().optional(),
  related_events: z.array(z.unknown()).default([]),
});

/**
 * An alert as ElastAlert2 writes it. `alert_sent` is false when every alerter failed, and while it waits to be
 * aggregated.
 *
 * @see https://elastalert2.readthedocs.io/en/latest/elastalert_status.html
 */
const Alert = z.looseObject({
  '@timestamp': z.string(),
  rule_name: z.string(),
  alert_sent: z.boolean(),
  alert_time: z.string().optional(),
  alert_exception: z.unknown().optional(),
  alert_info: z.looseObject({type: z.string().optional()}).optional(),
  match_body: Match,
});
type Alert = z.output<typeof Alert>;

/** ElastAlert2's alerts: those that it sent, those that it could not send, and those that it holds back. */
export const elastalert = sourceType({
  schema,
  stage: () => 'alerted',
  open(config, context) {
    const {source, store} = alertIndex(config, context, {
      time: '@timestamp',
      only: [{exists: {field: 'rule_name'}}],
      async read(hits, look) {
        const alerts = hits.map(hit => parseAs(Alert, hit.source, `the alert ${hit.index}/${hit.id}`));
        const found = await identify(alerts.map(partsOf), config.identity, look);
        return alerts.map((alert, i) => signalOf(alert, hits[i], found[i] ?? {claims: []}, look));
      },
    });
    const rules = () => config.ruleFiles.flatMap(file => readRuleFile(context.text(file)) ?? []);
    return {
      ...source,
      investigate: (about, signal) =>
        investigateRule(
          {store, index: config.index, claims: source.claims, clock: context.clock, rules},
          about,
          signal,
        ),
    };
  },
});

function partsOf({match_body: {related_events: related, ...match}}: Alert) {
  const {_id: id, _index: index} = match;
  return {copies: [match, ...related], origins: id !== undefined && index !== undefined ? [{index, id}] : []};
}

function signalOf(alert: Alert, hit: Hit | undefined, found: Identified, {source, seenAt}: Look): Signal {
  const rule = {id: alert.rule_name, title: alert.rule_name, level: 'unknown'};
  const suppressed = heldBack(alert);
  return {
    source,
    stage: 'alerted',
    seenAt,
    sourceTime: alert['@timestamp'],
    ...found,
    rule,
    ...suppressed,
    evidence: {
      kind: 'alert',
      ref: hit ? `${hit.index}/${hit.id}` : alert.rule_name,
      rule,
      document: {
        rule_name: alert.rule_name,
        alert_sent: alert.alert_sent,
        alerter: alert.alert_info?.type,
        match: {index: alert.match_body._index, id: alert.match_body._id},
        events: evidenceEvents(found),
      },
    },
  };
}

/** Why nobody was notified of an alert. It is written anew when it is sent after all. */
function heldBack({
  alert_sent: sent,
  alert_exception: exception,
  alert_time: time,
  alert_info: info,
}: Alert): Pick<Signal, 'suppressed' | 'remedy'> {
  if (sent) return {};
  if (typeof exception === 'string') {
    return {
      suppressed: `ElastAlert2 could not send it by ${info?.type ?? 'its alerter'}: ${withoutPaths(exception)}`,
      remedy: `correct ${info?.type ?? 'the alerter'} of the rule (address, credentials, network): ElastAlert2 tries again until alert_time_limit`,
    };
  }
  return {
    suppressed: `ElastAlert2 holds it back to aggregate it${time === undefined ? '' : `, until ${time}`}`,
    remedy: 'shorten aggregation of the rule or remove it, or set an SLA that allows for it',
  };
}
