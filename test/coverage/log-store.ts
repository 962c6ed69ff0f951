import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {AuditEvent} from '../../src/audit/event.js';
import {loopback} from '../helpers/loopback.js';

/** A document of the store. */
export interface StoredDocument {
  id: string;
  source: object;
}

/**
 * A store that speaks as much of Elasticsearch's search as coverage needs, over real HTTP. `documents` says what is in
 * it at the moment; a document fits a query that has a word of it, and that does not leave it out.
 */
export async function logStore(documents: () => readonly StoredDocument[], index = 'logs') {
  return loopback(({path, body}) => {
    if (path === '/') return {body: {version: {number: '8.15.0'}}};
    if (path.startsWith('/_resolve/index/')) return {body: {indices: [{name: index}], aliases: [], data_streams: []}};
    if (path.endsWith('/_field_caps')) return {body: {fields: {auditID: {keyword: {searchable: true}}}}};
    if (path.endsWith('/_pit')) return {body: {id: 'everything'}};
    const {size, query, search_after: after} = body as {size: number; query: unknown; search_after?: [number]};
    const asked = JSON.stringify(query);
    const fitting = documents().filter(d => wordsOf(d).some(word => asked.includes(word)) && !isLeftOut(d, asked));
    const from = after ? after[0] : 0;
    const page = fitting.slice(from, from + size);
    const hits = page.map((d, i) => ({_index: index, _id: d.id, _source: d.source, sort: [from + i + 1]}));
    return {body: {timed_out: false, pit_id: 'everything', hits: {hits}}};
  });
}

/** Ids of requests, and the markers of coverage. */
const wordsOf = ({source}: StoredDocument): string[] =>
  [...new Set(JSON.stringify(source).match(/\bkd[0-9a-f]{6}[a-z]+\b|"auditID":"[^"]+"/g) ?? [])].map(word =>
    word.replace(/^"auditID":/, ''),
  );

const isLeftOut = ({id}: StoredDocument, asked: string): boolean =>
  asked.includes(`"values":`) && leftOut(asked).has(id);

const leftOut = (asked: string): Set<string> =>
  new Set([...asked.matchAll(/"values":(\[[^\]]*\])/g)].flatMap(([, list = '[]']) => JSON.parse(list) as string[]));

/** Every audit event that the simulated cluster of a run has written so far. */
export function auditedIn(dir: string): AuditEvent[] {
  const file = join(dir, 'cluster', 'audit.log');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as AuditEvent);
}

/** The audit events as a shipper stores them. */
export const auditRecords = (dir: string): StoredDocument[] =>
  auditedIn(dir).map(event => ({
    id: `${event.auditID} ${event.stage}`,
    source: {...event, '@timestamp': event.requestReceivedTimestamp},
  }));

/** The Events that were made, as an exporter stores them. */
export const eventRecords = (dir: string): StoredDocument[] =>
  auditedIn(dir)
    .filter(e => e.verb === 'create' && e.objectRef?.resource === 'events' && e.responseStatus?.code === 201)
    .map(event => {
      const {metadata, message, involvedObject} = event.requestObject as Record<string, object>;
      const id = (metadata as {name: string}).name;
      return {id, source: {'@timestamp': event.requestReceivedTimestamp, message, involvedObject}};
    });
