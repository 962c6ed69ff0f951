import {usageError} from '../errors.js';

/** A place in an object store: a bucket, and what the keys of the objects begin with. */
export interface S3Place {
  bucket: string;
  /** Without a slash at either end; empty: all of the bucket. */
  prefix: string;
}

const PLACE = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s;

export const isS3Place = (where: string): boolean => PLACE.test(where);
export const isS3 = (where: string): boolean => where.startsWith('s3://');

/**
 * Reads `s3://BUCKET/PREFIX`.
 *
 * @throws DrillError (exit code 2) for what is no such place
 */
export function s3Place(where: string): S3Place {
  const [, bucket, prefix = ''] = PLACE.exec(where) ?? [];
  if (bucket !== undefined) return {bucket, prefix: prefix.replace(/^\/+|\/+$/g, '')};
  throw usageError(`${where} is not a place in S3`, ['write s3://BUCKET/PREFIX']);
}
