import type {AuditEvent} from '../../src/audit/event.js';
import {loopback} from './loopback.js';

/** A store of audit records that speaks as much of Elasticsearch's API as a poll and a check need, over real HTTP. */
export async function smallStore(
  index = 'audit',
  timeOf = (event: AuditEvent): string => event.requestReceivedTimestamp,
) {
  const events: AuditEvent[] = [];
  const hit = (event: AuditEvent) => ({
    _index: index,
    _id: `${event.auditID} ${event.stage}`,
    _source: {...event, '@timestamp': timeOf(event)},
    sort: [timeOf(event)],
  });
  const server = await loopback(({path, body}) => {
    if (path === '/') return {body: {version: {number: '8.15.0'}}};
    if (path.startsWith('/_resolve/index/')) return {body: {indices: [{name: index}], aliases: [], data_streams: []}};
    if (path.endsWith('/_field_caps')) return {body: {fields: {auditID: {keyword: {searchable: true}}}}};
    if (!path.endsWith('/_search')) return {status: 404, body: {error: 'not found'}};
    const {size, query} = body as {size: number; query: unknown};
    const asked = JSON.stringify(query);
    const ours = events.filter(e => asked.includes(e.auditID));
    const from = Date.parse(/"gte":"([^"]+)"/.exec(asked)?.[1] ?? '');
    const found = size === 1 && !ours.length ? events.slice(-1) : ours.filter(e => !(Date.parse(timeOf(e)) < from));
    return {body: {timed_out: false, hits: {hits: found.map(hit)}}};
  });
  return {...server, events};
}
