import {readFileSync} from 'node:fs';
import {onTestFinished} from 'vitest';
import {call, lab, uniqueName} from './lab.js';

const FOLDER = 'stacks/efk';

/** A detection rule of Kibana, as the stack imports it. */
export interface KibanaRule {
  rule_id: string;
  type: 'query' | 'threshold';
  query: string;
  threshold?: {field: string[]; value: number; cardinality: {field: string; value: number}[]};
}

/** What Kibana is shown by: a data view, or a saved search. */
export interface SavedObject {
  id: string;
  type: string;
  attributes: {title: string; kibanaSavedObjectMeta?: {searchSourceJSON: string}};
  references: {name: string; type: string; id: string}[];
}

/** A line-by-line JSON file of the stack. */
export const ndjson = <T>(file: string): T[] =>
  readFileSync(`${FOLDER}/${file}`, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as T);

/**
 * The stack's index template, put into the real OpenSearch under another name, gone with the test. What Elasticsearch calls
 * `flattened` is `flat_object` there, without settings.
 *
 * @returns the name of an index that it applies to.
 */
export async function withTemplate(file: string): Promise<string> {
  const name = uniqueName('kubedrill-efk');
  const template = JSON.parse(readFileSync(`${FOLDER}/elasticsearch/${file}`, 'utf8'), (_, value) =>
    value?.type === 'flattened' ? {type: 'flat_object'} : value,
  );
  const url = lab('LAB_OPENSEARCH');
  await call('PUT', `${url}/_index_template/${name}`, {...template, index_patterns: [`${name}-*`], priority: 500});
  onTestFinished(async () => {
    await call('DELETE', `${url}/_index_template/${name}`);
    await call('DELETE', `${url}/${name}-*`);
  });
  return `${name}-2026.11.28`;
}

/** Stores documents as Fluentd would, and says which of them were refused. */
export async function bulk(index: string, documents: readonly {id: string; source: object}[]): Promise<string[]> {
  const lines = documents.map(({id, source}) => `{"index":{"_id":"${id}"}}\n${JSON.stringify(source)}\n`);
  const answer = await call('POST', `${lab('LAB_OPENSEARCH')}/${index}/_bulk?refresh=true`, lines.join(''));
  const {items} = answer as {items: {index: {error?: {reason: string}}}[]};
  return items.flatMap(({index: {error}}) => (error ? [error.reason] : []));
}

/** The ids of the documents that a Lucene query finds, as Kibana's rules and saved searches ask. */
export async function found(index: string, query: string): Promise<string[]> {
  const body = {size: 10_000, _source: false, query: {query_string: {query, analyze_wildcard: true}}};
  const answer = await call('POST', `${lab('LAB_OPENSEARCH')}/${index}/_search`, body);
  return (answer as {hits: {hits: {_id: string}[]}}).hits.hits.map(hit => hit._id).sort();
}
