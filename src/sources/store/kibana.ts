import {z} from 'zod';
import {ServerUrl} from '../http/server-url.js';
import type {Hit} from './store.js';

const base = {
  url: ServerUrl.meta({
    description: 'Base URL as people open it, path prefix included',
  }),
  space: z.string().min(1).optional().meta({description: 'Space; default: the default space'}),
};

/** Where alerts are looked at by people. */
export const kibanaOfAlerts = z
  .strictObject(base)
  .optional()
  .meta({description: 'Kibana: evidence in reports links to its alerts'});

/** Where records are looked at by people. */
export const kibanaOfRecords = z
  .strictObject({
    ...base,
    dataView: z.string().min(1).meta({description: 'Id of the data view that the records are looked at by'}),
  })
  .optional()
  .meta({description: 'Kibana, or OpenSearch Dashboards: evidence in reports links to the record in Discover'});

type Kibana = NonNullable<z.output<typeof kibanaOfAlerts>>;

/** Discover, at one record. */
export const recordLink = (
  kibana: NonNullable<z.output<typeof kibanaOfRecords>>,
  {index, id}: Pick<Hit, 'index' | 'id'>,
): string =>
  `${pagesOf(kibana)}/discover#/doc/${encodeURIComponent(kibana.dataView)}/${encodeURIComponent(index)}?id=${encodeURIComponent(id)}`;

/** The Security app, at one alert: what Kibana itself writes into `kibana.alert.url`. */
export function alertLink(kibana: Kibana, alert: {index: string; uuid: string; time: string}): string {
  // Kibana's own links name the alias, not the index behind it.
  const index = alert.index.replace(/^\.internal(\..*?)(-\d{6})?$/, '$1');
  const query = new URLSearchParams({index, timestamp: alert.time});
  return `${pagesOf(kibana)}/security/alerts/redirect/${encodeURIComponent(alert.uuid)}?${query}`;
}

const pagesOf = ({url, space}: Kibana): string =>
  `${url.replace(/\/+$/, '')}${space === undefined ? '' : `/s/${encodeURIComponent(space)}`}/app`;
