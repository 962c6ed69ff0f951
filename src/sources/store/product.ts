import {z} from 'zod';
import {parseAs} from '../parse.js';

/** Which store answers, and what it can do. */
export interface Product {
  name: 'Elasticsearch' | 'OpenSearch';
  version: string;
  /** It can hold a search still while its pages are read (point in time). */
  pointInTime: boolean;
}

const Root = z.looseObject({
  version: z.looseObject({
    number: z.string(),
    distribution: z.string().optional(),
    build_flavor: z.string().optional(),
  }),
});

/** What `GET /` says of a store. Points in time are there since Elasticsearch 7.10 (not OSS) and OpenSearch 2.4. */
export function productOf(root: unknown): Product {
  const {number, distribution, build_flavor: flavor} = parseAs(Root, root, 'what the store says of itself').version;
  const [major = 0, minor = 0] = number.split('.').map(Number);
  const since = (m: number, n: number) => major > m || (major === m && minor >= n);
  return distribution === 'opensearch'
    ? {name: 'OpenSearch', version: number, pointInTime: since(2, 4)}
    : {name: 'Elasticsearch', version: number, pointInTime: since(7, 10) && flavor !== 'oss'};
}

/** What is assumed of a store that does not let these credentials ask: any recent one. */
export const UNKNOWN_PRODUCT: Product = {name: 'Elasticsearch', version: 'unknown', pointInTime: true};
