import {z} from 'zod';
import {alertsIn, claimsOf, timeOf, withoutBodies} from './falco/alert.js';
import {postedOf, ruleOf} from './falco/falco.js';
import {explainMiss, type Posted} from './falco/miss.js';
import {IdentityFields} from './identity.js';
import type {Signal} from './source.js';
import {alerting} from './stack/config.js';
import {acceptsRules, sourceType, wantedRules} from './stack/type.js';
import {alertIndex} from './store/alert-index.js';
import {indexNamed, stored} from './store/config.js';

const schema = z
  .strictObject({
    type: z.literal('falcosidekick'),
    ...stored,
    ...alerting,
    index: indexNamed('falco-*'),
    identity: IdentityFields,
  })
  .meta({description: "Falco's alerts, from the index that falcosidekick writes them to"});

/** A miss is explained from the newest alerts; older ones are about other scenarios. */
const KEPT = 1000;

/** Falco's alerts as falcosidekick stores them in Elasticsearch or OpenSearch: what Falco posts, with `@timestamp`. */
export const falcosidekick = sourceType({
  schema,
  stage: () => 'alerted',
  open(config, context) {
    const accepts = acceptsRules(config.type, config);
    let newest: Posted[] = [];
    const {source} = alertIndex(config, context, {
      time: '@timestamp',
      only: [{exists: {field: 'rule'}}],
      read: async (hits, {interest, source: id, seenAt}) =>
        hits.map((hit): Signal => {
          const [alert] = alertsIn(hit.source);
          if (!alert) throw new Error(`${hit.index}/${hit.id} is no alert of Falco`);
          const rule = ruleOf(alert);
          const claims = claimsOf(alert, config.identity, interest);
          newest = [...newest.slice(1 - KEPT), postedOf(alert, rule, claims)];
          const sourceTime = timeOf(alert);
          return {
            source: id,
            stage: 'alerted',
            seenAt,
            ...(sourceTime !== undefined && {sourceTime}),
            claims,
            rule,
            evidence: {kind: 'alert', ref: `${hit.index}/${hit.id}`, rule, document: withoutBodies(alert)},
          };
        }),
    });
    return {
      ...source,
      investigate: async about =>
        explainMiss(newest, about, wantedRules(config.type, config, about.expected), rule =>
          accepts(about.expected, rule),
        ),
    };
  },
});
