import type {z} from 'zod';
import {valueAt, valuesAt} from '../../lib/json/field-path.js';
import {kibanaAlert} from '../alert-keys.js';
import type {Signal} from '../source.js';
import type {Look} from '../store/alert-index.js';
import {type Alert, evidenceEvents, type Identified, type Origin} from '../store/join.js';
import {alertLink, type kibanaOfAlerts} from '../store/kibana.js';
import type {Hit} from '../store/store.js';

/** What tells alerts from other documents of the index. */
export const isAlert = {exists: {field: 'kibana.alert.rule.name'}};

/** An alert of Elastic Security, and where it came from. */
export interface SecurityAlert extends Alert {
  hit: Hit;
}

/**
 * Reads an alert. Ancestors of depth 0 are events; others are alerts in between, whose own ancestors are listed as
 * well.
 *
 * @see https://www.elastic.co/docs/reference/security/fields-and-object-schemas/alert-schema
 */
export function securityAlert(hit: Hit): SecurityAlert {
  const origins = valuesAt(hit.source, 'kibana.alert.ancestors').flatMap(ancestor => {
    const {id, index, type} = (ancestor ?? {}) as Record<string, unknown>;
    return type === 'event' && typeof id === 'string' && typeof index === 'string'
      ? [{id, index} satisfies Origin]
      : [];
  });
  return {hit, copies: [hit.source], origins};
}

/** An alert as a signal. A building block is an alert for other rules only: Kibana shows it to nobody on its own. */
export function signalOf(
  {hit, origins}: SecurityAlert,
  found: Identified,
  {source, seenAt, kibana}: Look & {kibana: z.output<typeof kibanaOfAlerts>},
): Signal {
  const text = (path: string): string | undefined => {
    const value = valueAt(hit.source, `kibana.alert.${path}`);
    return typeof value === 'string' ? value : undefined;
  };
  const title = text('rule.name') ?? 'unnamed rule';
  const rule = {id: text('rule.rule_id') ?? text('rule.uuid') ?? title, title, level: text('severity') ?? 'unknown'};
  const block = text('building_block_type') ?? text('rule.building_block_type');
  const sourceTime = valueAt(hit.source, '@timestamp');
  const uuid = text('uuid');
  const own = kibana && uuid !== undefined && typeof sourceTime === 'string';
  // Without an address of ours, the one that Kibana has written down, if it knew its own.
  const link = own ? alertLink(kibana, {index: hit.index, uuid, time: sourceTime}) : text('url');
  return {
    source,
    stage: 'alerted',
    seenAt,
    ...(typeof sourceTime === 'string' && {sourceTime}),
    ...found,
    rule,
    ...(uuid !== undefined && {keys: [kibanaAlert(uuid)]}),
    ...(block !== undefined && {
      suppressed: 'it is a building block, which Kibana keeps out of the list of alerts',
      remedy: `make ${title} no building block, or let a rule that people see build on it`,
    }),
    evidence: {
      kind: 'alert',
      ref: `${hit.index}/${hit.id}`,
      rule,
      ...(link !== undefined && {link}),
      document: {
        uuid,
        reason: text('reason'),
        url: text('url'),
        originalTime: text('original_time'),
        workflowStatus: text('workflow_status'),
        ancestors: origins,
        events: evidenceEvents(found),
      },
    },
  };
}
