import {z} from 'zod';
import {parseAs} from '../kit/parse.js';
import type {Store} from '../store/store.js';
import {Finding, MonitorAlert, startOf} from './alert.js';

/** Alerts of one kind: of all monitors, or of the detectors of Security Analytics. */
export type Kind = {detectorType: string} | {detectorId: string} | undefined;

const Alerts = z.looseObject({alerts: z.array(MonitorAlert)});
const Findings = z.looseObject({findings: z.array(z.unknown()).default([])});

/** Alerts that came a little before the run by the clock of the store. */
export const CLOCK_SLACK_MS = 5000;
/** At most this many come with one page. */
const PAGE = 200;
/** No drill causes more pages of alerts than this since the run began. */
const MOST_PAGES = 20;

/** The alerts that began since a moment, newest first; in any state, since one may have ended already. */
export async function alertsSince(store: Store, kind: Kind, from: Date, signal: AbortSignal): Promise<MonitorAlert[]> {
  const found: MonitorAlert[] = [];
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = {size: PAGE, startIndex: page * PAGE, sortString: 'start_time', sortOrder: 'desc', ...detector(kind)};
    const path = kind ? '/_plugins/_security_analytics/alerts' : '/_plugins/_alerting/monitors/alerts';
    const {alerts} = parseAs(Alerts, await store.ask(path, {query, signal}), 'the list of alerts');
    const recent = alerts.filter(alert => (startOf(alert) ?? 0) >= from.getTime());
    found.push(...recent);
    if (recent.length < PAGE) return found;
  }
  throw new Error(`more than ${MOST_PAGES * PAGE} alerts since the run began`);
}

/** Those that began before a moment and have not ended: as long as they last, their trigger makes no new one. */
export async function lastingAlerts(
  store: Store,
  kind: Kind,
  before: Date,
  signal: AbortSignal,
): Promise<MonitorAlert[]> {
  const query = {size: PAGE, sortString: 'start_time', sortOrder: 'desc', alertState: 'ACTIVE', ...detector(kind)};
  const path = kind ? '/_plugins/_security_analytics/alerts' : '/_plugins/_alerting/monitors/alerts';
  const {alerts} = parseAs(Alerts, await store.ask(path, {query, signal}), 'the list of alerts');
  return alerts.filter(alert => alert.state === 'ACTIVE' && (startOf(alert) ?? 0) < before.getTime());
}

/** The newest findings. Each comes as it is, or wrapped with its documents. */
export async function newestFindings(store: Store, kind: Kind, signal: AbortSignal): Promise<Finding[]> {
  const path = kind ? '/_plugins/_security_analytics/findings/_search' : '/_plugins/_alerting/findings/_search';
  const query = {size: PAGE, sortString: 'timestamp', sortOrder: 'desc', ...detector(kind)};
  const {findings} = parseAs(Findings, await store.ask(path, {query, signal}), 'the list of findings');
  return findings.flatMap(item => {
    const inner = (item as {finding?: unknown} | null)?.finding ?? item;
    return Finding.safeParse(inner).data ?? [];
  });
}

const detector = (kind: Kind): Record<string, string> =>
  kind === undefined ? {} : 'detectorType' in kind ? {detectorType: kind.detectorType} : {detector_id: kind.detectorId};
