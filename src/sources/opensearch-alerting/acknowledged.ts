import {parseDuration} from '../../lib/duration.js';
import {openSearchAlert} from '../alert-keys.js';
import {whatToCheck} from '../http/refusal.js';
import {acknowledgementOf, acknowledgementsOf, nobodyTook} from '../kit/acknowledging.js';
import {polledSource} from '../kit/polled.js';
import {RecentKeys} from '../kit/recent-keys.js';
import {budgetOf, type Companion, endpointOf} from '../kit/source-type.js';
import type {Signal} from '../source.js';
import {unanswered} from '../store/check.js';
import {Store} from '../store/store.js';
import {acknowledgedAt, isAcknowledged, type MonitorAlert} from './alert.js';
import {alertsSince, CLOCK_SLACK_MS, type Kind} from './api.js';

type Config = Parameters<typeof endpointOf>[0] & {
  acknowledged: boolean;
  every: string;
};

/**
 * What people acknowledge of the alerts of monitors and detectors. OpenSearch keeps when, and not who: `monitor_user` owns the
 * monitor. Alerts of document-level monitors move to the history once they are acknowledged, and all alerts once they are
 * completed; the list of alerts has both, unless it is asked for one index.
 *
 * @see https://github.com/opensearch-project/alerting, TransportAcknowledgeAlertAction and TransportGetAlertsAction
 */
export const acknowledgements = (config: Config, kind: Kind): readonly Companion[] =>
  acknowledgementsOf(config, context => {
    const {id, clock, startedAt} = context;
    const store = new Store(endpointOf(config, context));
    const from = new Date(startedAt.getTime() - CLOCK_SLACK_MS);
    const everyMs = parseDuration(config.every) ?? 0;
    const told = new RecentKeys();
    let known = 0;
    const source = polledSource({
      id,
      clock,
      skewMs: () => store.skewMs,
      everyMs,
      stage: 'acknowledged',
      // The delays of the stack file are those of its alerts: what people do is there at once.
      budget: budgetOf([], [{ms: everyMs, why: 'asked every'}]),
      async poll(_, signal) {
        const alerts = await alertsSince(store, kind, from, signal);
        known = alerts.filter(isAcknowledged).length;
        const seenAt = clock.now();
        return alerts
          .filter(alert => isAcknowledged(alert) && told.isNew(alert.id))
          .map(alert => ({source: id, seenAt, ...described(alert)}));
      },
    });
    return {
      ...source,
      async check(signal) {
        try {
          const alerts = await alertsSince(store, kind, from, signal);
          const taken = alerts.filter(isAcknowledged).length;
          return {state: 'ok', detail: `${alerts.length} alerts since the start, ${taken} acknowledged`, next: []};
        } catch (error) {
          const next = [whatToCheck(error, 'check url, and that the plugin is installed')];
          return {...unanswered(error, 'the alerting plugin'), next};
        }
      },
      investigate: async () => nobodyTook('OpenSearch', known),
    };
  });

function described(alert: MonitorAlert): Omit<Signal, 'source' | 'seenAt'> {
  const at = acknowledgedAt(alert);
  return {
    stage: 'acknowledged',
    ...(at !== undefined && {sourceTime: new Date(at).toISOString()}),
    claims: [],
    acknowledgement: acknowledgementOf({robots: []}, {of: [openSearchAlert(alert.id)], product: 'OpenSearch'}),
    evidence: {
      kind: 'acknowledgement',
      ref: alert.id,
      document: {
        ...{id: alert.id, monitor: alert.monitor_name ?? alert.detector_id, trigger: alert.trigger_name},
        ...{state: alert.state, acknowledged_time: alert.acknowledged_time},
      },
    },
  };
}
