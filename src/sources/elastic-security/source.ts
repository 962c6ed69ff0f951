import {z} from 'zod';
import {HttpClient} from '../http/http.js';
import {acknowledged, acknowledging} from '../kit/acknowledging.js';
import {alerting} from '../kit/config.js';
import {IdentityFields} from '../kit/identity.js';
import {endpointOf, sourceType} from '../kit/source-type.js';
import {alertIndex} from '../store/alert-index.js';
import {indexNamed, stored} from '../store/config.js';
import {identify} from '../store/join.js';
import {kibanaOfAlerts} from '../store/kibana.js';
import {acknowledgements} from './acknowledged.js';
import {isAlert, securityAlert, signalOf} from './alert.js';
import {readKibanaRule} from './rule.js';
import {investigateRuns} from './runs.js';

const schema = z
  .strictObject({
    type: z.literal('elastic-security'),
    ...stored,
    ...alerting,
    index: indexNamed('.alerts-security.alerts-*'),
    eventLog: z.string().min(1).default('.kibana-event-log-*').meta({
      description: "Index of Kibana's event log, read to explain why a rule did not alert",
    }),
    identity: IdentityFields,
    kibana: kibanaOfAlerts,
    ...acknowledged,
    ...acknowledging,
  })
  .meta({description: 'Alerts of Elastic Security, from the alerts index of Kibana'});

/**
 * Alerts of Elastic Security. A rule copies the fields of the event that it matched; where it does not (thresholds,
 * sequences), the alert's ancestors lead to the events.
 */
export const elasticSecurity = sourceType({
  schema,
  stage: () => 'alerted',
  companions: acknowledgements,
  open(config, context) {
    const {source, store} = alertIndex(config, context, {
      time: '@timestamp',
      only: [isAlert],
      async read(hits, look) {
        const alerts = hits.map(securityAlert);
        const found = await identify(alerts, config.identity, look);
        return alerts.map((alert, i) => signalOf(alert, found[i] ?? {claims: []}, {...look, kibana: config.kibana}));
      },
    });
    const {kibana} = config;
    const api = kibana && new HttpClient(endpointOf({...config, url: kibana.url}, context));
    const books = {
      ...{store, clock: context.clock, eventLog: config.eventLog, claims: source.claims},
      ...(api && {
        read: (id: string, signal: AbortSignal) => readKibanaRule(api, {id, space: kibana.space}, signal),
      }),
    };
    return {
      ...source,
      investigate: (about, signal) => investigateRuns(books, about, signal),
    };
  },
});
