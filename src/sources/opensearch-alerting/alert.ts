import {z} from 'zod';
import type {Origin} from '../store/join.js';

/** OpenSearch writes times as milliseconds, Security Analytics as text. */
const Time = z.union([z.number(), z.string()]).nullish();

/**
 * An alert as OpenSearch's alerting plugin and Security Analytics list it.
 *
 * @see https://docs.opensearch.org/latest/observing-your-data/alerting/api/
 * @see https://docs.opensearch.org/latest/security-analytics/api-tools/alert-finding-api/
 */
export const MonitorAlert = z.looseObject({
  id: z.string(),
  monitor_id: z.string().nullish(),
  monitor_name: z.string().nullish(),
  detector_id: z.string().nullish(),
  trigger_name: z.string(),
  state: z.string(),
  severity: z.string().nullish(),
  error_message: z.string().nullish(),
  start_time: Time,
  last_notification_time: Time,
  acknowledged_time: Time,
  finding_ids: z.array(z.string()).nullish(),
  related_doc_ids: z.array(z.string()).nullish(),
  action_execution_results: z
    .array(z.looseObject({last_execution_time: z.number().nullish(), throttled_count: z.number().nullish()}))
    .nullish(),
});
export type MonitorAlert = z.output<typeof MonitorAlert>;

/** What a document-level monitor or a detector found, with the documents and the queries or rules that matched. */
export const Finding = z.looseObject({
  id: z.string(),
  index: z.string().nullish(),
  related_doc_ids: z.array(z.string()).default([]),
  queries: z.array(z.looseObject({id: z.string().optional(), name: z.string().optional()})).default([]),
});
export type Finding = z.output<typeof Finding>;

/** When an alert began, in milliseconds since 1970; undefined when it does not say. */
export const startOf = ({start_time: start}: MonitorAlert): number | undefined => momentOf(start);

/** When somebody acknowledged it, in milliseconds since 1970; undefined when it does not say. */
export const acknowledgedAt = ({acknowledged_time: time}: MonitorAlert): number | undefined => momentOf(time);

/** Whether somebody acknowledged it, also where it has ended since. */
export const isAcknowledged = (alert: MonitorAlert): boolean =>
  alert.state === 'ACKNOWLEDGED' || acknowledgedAt(alert) !== undefined;

function momentOf(time: z.output<typeof Time>): number | undefined {
  const at = typeof time === 'string' ? Date.parse(time) : (time ?? Number.NaN);
  return Number.isNaN(at) ? undefined : at;
}

/**
 * The documents behind an alert. Alerting joins their id and index with `|`; detectors name the index in the finding.
 */
export function originsOf(alert: MonitorAlert, findings: readonly Finding[]): Origin[] {
  const own = (alert.related_doc_ids ?? []).map(joined => split(joined, undefined));
  const found = findings
    .filter(finding => alert.finding_ids?.includes(finding.id))
    .flatMap(({related_doc_ids: ids, index}) => ids.map(joined => split(joined, index ?? undefined)));
  const all = [...own, ...found].filter(origin => origin !== undefined);
  return [...new Map(all.map(origin => [`${origin.index} ${origin.id}`, origin])).values()];
}

function split(joined: string, index: string | undefined): Origin | undefined {
  const bar = joined.indexOf('|');
  if (bar > 0) return {id: joined.slice(0, bar), index: joined.slice(bar + 1)};
  return index === undefined ? undefined : {id: joined, index};
}

/** Why nobody was notified: every action of the trigger was held back by its throttle since the alert began. */
export function throttled(alert: MonitorAlert): string | undefined {
  const actions = alert.action_execution_results ?? [];
  const start = startOf(alert) ?? 0;
  const all = actions.every(a => (a.throttled_count ?? 0) > 0 && (a.last_execution_time ?? 0) < start);
  return actions.length && all ? `its ${actions.length === 1 ? 'action is' : 'actions are'} throttled` : undefined;
}
