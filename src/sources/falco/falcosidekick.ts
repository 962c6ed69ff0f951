import {z} from 'zod';
import {paced} from '../kit/pace.js';
import {sourceType} from '../kit/source-type.js';
import {alertIndex} from '../store/alert-index.js';
import {indexNamed, stored} from '../store/config.js';
import {alertsIn} from './alert.js';
import {CANARY, FalcoAlerts, falcoKeys, KEEP_UP} from './alerts.js';

const schema = z
  .strictObject({
    type: z.literal('falcosidekick'),
    ...stored,
    ...falcoKeys,
    index: indexNamed('falco-*'),
  })
  .meta({description: "Falco's alerts, from the index that falcosidekick writes them to"});

/** Falco's alerts as falcosidekick stores them in Elasticsearch or OpenSearch: what Falco posts, with `@timestamp`. */
export const falcosidekick = sourceType({
  schema,
  stage: () => 'alerted',
  open(config, context) {
    const alerts = new FalcoAlerts(config);
    const {source: asked} = alertIndex(config, context, {
      time: '@timestamp',
      only: [{exists: {field: 'rule'}}],
      read: async (hits, seen) =>
        hits.flatMap(hit =>
          alertsIn(hit.source).map(alert => alerts.signal(alert, {...seen, ref: `${hit.index}/${hit.id}`})),
        ),
    });
    const source = paced(asked, context.clock, KEEP_UP);
    return {
      ...source,
      canary: CANARY,
      provides: alerts.provides,
      accepts: (expected, rule) => alerts.accepts(expected, rule),
      claims: (expected, rule) => alerts.claims(expected, rule),
      investigate: async about => alerts.explain(about),
    };
  },
});
