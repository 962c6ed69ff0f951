import {z} from 'zod';
import {parseAs} from '../kit/parse.js';

/** Which store answers, and what it can do. */
export interface Product {
  name: 'Elasticsearch' | 'OpenSearch';
  version: string;
  /** It can hold a search still while its pages are read (point in time). */
  pointInTime: boolean;
}

const Root = z.looseObject({
  tagline: z.string().nullish(),
  version: z.looseObject({
    number: z.string(),
    distribution: z.string().nullish(),
    build_flavor: z.string().nullish(),
  }),
});

/**
 * What `GET /` says of a store. Points in time are there since Elasticsearch 7.10 (not OSS) and OpenSearch 2.4. An
 * OpenSearch in compatibility mode, which is a checkbox of Amazon's, calls itself 7.10.2 of nothing and keeps its tagline.
 *
 * @see https://github.com/opensearch-project/OpenSearch/issues/693
 */
export function productOf(root: unknown): Product {
  const {tagline, version} = parseAs(Root, root, 'what the store says of itself');
  const {number, distribution, build_flavor: flavor} = version;
  const [major = 0, minor = 0] = number.split('.').map(Number);
  const since = (m: number, n: number) => major > m || (major === m && minor >= n);
  if (distribution === 'opensearch') return {name: 'OpenSearch', version: number, pointInTime: since(2, 4)};
  // Its own version is not known: whether it has points in time shows when one is asked for.
  if (/opensearch/i.test(tagline ?? '')) return {name: 'OpenSearch', version: `as ${number}`, pointInTime: true};
  return {name: 'Elasticsearch', version: number, pointInTime: since(7, 10) && flavor !== 'oss'};
}

/** What is assumed of a store that does not let these credentials ask: any recent one. */
export const UNKNOWN_PRODUCT: Product = {name: 'Elasticsearch', version: 'unknown', pointInTime: true};
