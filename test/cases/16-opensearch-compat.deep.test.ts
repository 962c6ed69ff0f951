import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {Store} from '../../src/sources/store/store.js';
import {loopback} from '../helpers/loopback.js';
import {never} from '../helpers/source.js';

/** The documents of the bulk request, as a search finds them. */
const DOCUMENTS = readFileSync('test/fixtures/cases/16-opensearch-compat/bulk.nd', 'utf8')
  .split('\n')
  .filter(line => line.includes('@timestamp'))
  .map((line, i) => ({
    _index: 'bugs-audit',
    _id: String(i),
    _source: JSON.parse(line) as object,
    sort: [i, String(i)],
  }));

/** An OpenSearch 2.19 with override_main_response_version: what it answered in the lab. */
const compatible = (pointInTime: boolean) =>
  loopback(({method, path, body}) => {
    if (path === '/')
      return {
        body: {
          name: 'lab',
          version: {number: '7.10.2', build_type: 'tar', minimum_wire_compatibility_version: '7.10.0'},
          tagline: 'The OpenSearch Project: https://opensearch.org/',
        },
      };
    if (path.endsWith('/_pit') || (path.endsWith('point_in_time') && !pointInTime)) {
      return {status: 400, body: {error: `no handler found for uri [${path}] and method [${method}]`, status: 400}};
    }
    if (path.endsWith('/point_in_time')) return {body: method === 'POST' ? {pit_id: 'p'} : {pits: []}};
    const {size, search_after: [after] = [-1]} = body as {size: number; search_after?: [number]};
    return {body: {timed_out: false, hits: {hits: DOCUMENTS.slice(after + 1, after + 1 + size)}}};
  });

async function readAll(url: string) {
  const store = new Store({url});
  const ids: string[] = [];
  for await (const page of store.pages('bugs-audit', {match_all: {}}, '@timestamp', never)) {
    ids.push(...page.map(hit => hit.id));
  }
  return {product: await store.product(never), ids: new Set(ids)};
}

describe('16-opensearch-compat', () => {
  test('bulk.nd: OpenSearch by its tagline, and all 620 documents are read', async () => {
    const {product, ids} = await readAll((await compatible(true)).url);
    expect(product).toMatchObject({name: 'OpenSearch'});
    expect(ids.size).toBe(DOCUMENTS.length);
    expect(ids.size).toBe(620);
  });

  test('bulk.nd: the same on one that has no points in time', async () => {
    const {product, ids} = await readAll((await compatible(false)).url);
    expect(product).toMatchObject({name: 'OpenSearch'});
    expect(ids.size).toBe(620);
  });
});
