import {z} from 'zod';
import {parseDuration} from '../../lib/duration.js';
import {openSearchAlert} from '../alert-keys.js';
import {whatToCheck} from '../http/refusal.js';
import {acknowledged} from '../kit/acknowledging.js';
import {alerting, asked} from '../kit/config.js';
import {IdentityFields} from '../kit/identity.js';
import {polledSource} from '../kit/polled.js';
import {acceptsRules, budgetOf, claimsRule, endpointOf, sourceType} from '../kit/source-type.js';
import type {AlertRule, Explanation, FiringAlert, Signal, Source} from '../source.js';
import type {Look} from '../store/alert-index.js';
import {unanswered} from '../store/check.js';
import {evidenceEvents, type Identified, identify} from '../store/join.js';
import {Store} from '../store/store.js';
import {acknowledgements} from './acknowledged.js';
import {type Finding, type MonitorAlert, originsOf, startOf, throttled} from './alert.js';
import {alertsSince, CLOCK_SLACK_MS, type Kind, lastingAlerts, newestFindings} from './api.js';

const schema = z
  .strictObject({
    type: z.literal('opensearch-alerting'),
    ...asked,
    ...alerting,
    detectorType: z.string().min(1).optional().meta({
      description: 'Reads alerts of Security Analytics of this log type, in place of those of monitors',
    }),
    detectorId: z.string().min(1).optional().meta({description: 'As detectorType, of one detector'}),
    identity: IdentityFields,
    ...acknowledged,
  })
  .meta({description: 'Alerts of OpenSearch: of monitors, or of detectors of Security Analytics'});

/** Alerts of OpenSearch's monitors and detectors, joined to the records that they were made from. */
export const opensearchAlerting = sourceType({
  schema,
  stage: () => 'alerted',
  companions: config => acknowledgements(config, kindOf(config)),
  open(config, context): Source {
    const {id, clock, startedAt} = context;
    const kind = kindOf(config);
    const store = new Store(endpointOf(config, context));
    const from = new Date(startedAt.getTime() - CLOCK_SLACK_MS);
    const everyMs = parseDuration(config.every) ?? 0;
    const told = new Set<string>();
    const accepts = acceptsRules(config.type, config);
    let lasting: MonitorAlert[] | undefined;
    const claims = claimsRule(config.type, config);
    let active: FiringAlert[] = [];
    const source = polledSource({
      id,
      clock,
      skewMs: () => store.skewMs,
      everyMs,
      stage: 'alerted',
      budget: budgetOf(config.delays, [{ms: everyMs, why: 'asked every'}]),
      async poll(interest, signal) {
        const alerts = await alertsSince(store, kind, from, signal);
        lasting ??= await lastingAlerts(store, kind, from, signal);
        active = [...lasting, ...alerts]
          .filter(a => a.state === 'ACTIVE')
          .map(a => ({rule: ruleOf(a, []).id, claims: []}));
        const fresh = alerts.filter(a => a.state !== 'ERROR' && !told.has(keyOf(a))).reverse();
        if (!fresh.length) return [];
        const look: Look = {store, interest, signal, source: id, seenAt: clock.now()};
        const findings = fresh.some(a => !originsOf(a, []).length && a.finding_ids?.length)
          ? await newestFindings(store, kind, signal)
          : [];
        const found = await identify(
          fresh.map(alert => ({copies: [alert], origins: originsOf(alert, findings)})),
          config.identity,
          look,
        );
        for (const alert of fresh) told.add(keyOf(alert));
        return fresh.map((alert, i) => signalOf(alert, findings, found[i] ?? {claims: []}, look));
      },
    });
    return {
      ...source,
      accepts,
      claims,
      firing: () => active,
      async check(signal) {
        try {
          const {version} = await store.product(signal);
          const count = (await alertsSince(store, kind, from, signal)).length;
          const detail = `OpenSearch ${version}, ${count} alerts since the start`;
          return {state: 'ok', detail, next: [], product: {name: 'OpenSearch', version}};
        } catch (error) {
          return {
            ...unanswered(error, 'the alerting plugin'),
            next: [whatToCheck(error, 'check url, and that the plugin is installed')],
          };
        }
      },
      async investigate(about, signal) {
        const meant = (alert: MonitorAlert) => claims(about.expected, ruleOf(alert, []));
        const failed = (await alertsSince(store, kind, from, signal)).find(a => a.state === 'ERROR' && meant(a));
        if (failed) return inError(failed);
        const earlier = (await lastingAlerts(store, kind, about.since, signal)).find(meant);
        return earlier && stillActive(earlier);
      },
    };
  },
});

const kindOf = ({detectorId, detectorType}: z.output<typeof schema>): Kind =>
  detectorId ? {detectorId} : detectorType ? {detectorType} : undefined;

/** An alert is reported again when it is no longer throttled, or stands on more. */
const keyOf = (alert: MonitorAlert): string =>
  JSON.stringify([alert.id, throttled(alert) !== undefined, alert.finding_ids, alert.related_doc_ids]);

/** A detector's alert is known by the Sigma rule that matched, a monitor's by the monitor; both by the trigger. */
function ruleOf(alert: MonitorAlert, findings: readonly Finding[]): AlertRule {
  const matched = findings.find(finding => alert.finding_ids?.includes(finding.id))?.queries[0];
  const id = matched?.name ?? alert.monitor_name ?? alert.trigger_name;
  return {id, title: alert.trigger_name, level: alert.severity ?? 'unknown'};
}

function signalOf(
  alert: MonitorAlert,
  findings: readonly Finding[],
  found: Identified,
  {source, seenAt}: Look,
): Signal {
  const rule = ruleOf(alert, findings);
  const start = startOf(alert);
  const suppressed = throttled(alert);
  return {
    source,
    stage: 'alerted',
    seenAt,
    ...(start !== undefined && {sourceTime: new Date(start).toISOString()}),
    ...found,
    rule,
    keys: [openSearchAlert(alert.id)],
    ...(suppressed !== undefined && {
      suppressed,
      remedy: `shorten the throttle of the actions of ${alert.trigger_name}`,
    }),
    evidence: {
      kind: 'alert',
      ref: alert.id,
      rule,
      document: {
        id: alert.id,
        monitor: alert.monitor_name ?? alert.detector_id,
        trigger: alert.trigger_name,
        state: alert.state,
        findings: alert.finding_ids ?? [],
        documents: originsOf(alert, findings),
        events: evidenceEvents(found),
      },
    },
  };
}

const inError = (alert: MonitorAlert): Explanation => ({
  cause: `the trigger ${alert.trigger_name} failed: ${alert.error_message ?? 'OpenSearch does not say why'}`,
  change: 'correct the monitor, its trigger condition, or its destination',
  proof: {alert: alert.id, monitor: alert.monitor_name, error: alert.error_message},
});

const stillActive = (alert: MonitorAlert): Explanation => ({
  cause: `${alert.trigger_name} alerts already, since before the attack: a trigger makes no new alert until that one is completed`,
  change:
    'use a document-level monitor or a detector, which alert for each finding, or acknowledge and end the old alert',
  proof: {alert: alert.id, state: alert.state, start: startOf(alert)},
});
