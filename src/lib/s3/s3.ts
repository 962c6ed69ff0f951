import {createHash} from 'node:crypto';
import {AwsV4Signer} from 'aws4fetch';
import {type Clock, realClock} from '../clock.js';
import {environmentError, usageError} from '../errors.js';
import {type AwsAnswer, type AwsRequest, ask} from './ask.js';
import {type Credentials, credentialsOf, elementIn} from './credentials.js';

/** Pauses before a request is made again that the server had no time for, in milliseconds. */
const AGAIN_AFTER_MS = [500, 2000];

/** This much of an object is asked for at a time. */
const PIECE_BYTES = 8 * 1024 * 1024;
const RANGE_BEYOND_END = 416;

/** What is asked of a bucket. */
interface Asking {
  query?: Record<string, string>;
  body?: Buffer;
  headers?: Record<string, string>;
  /** As messages name it. */
  what: string;
  /** Answers beside those below 300 that are no refusal. */
  accepted?: readonly number[];
}

/**
 * A bucket of S3, or of a server that speaks as S3 does (`AWS_ENDPOINT_URL`). The region is that of `AWS_REGION`.
 *
 * @throws DrillError (exit code 2) without credentials, (3) where the server does not answer or refuses
 */
export class S3 {
  #credentials?: Promise<Credentials>;

  constructor(
    readonly bucket: string,
    readonly env: NodeJS.ProcessEnv,
    readonly clock: Clock = realClock,
  ) {}

  /** The keys of all objects below a prefix, in the order of their bytes. */
  async keys(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    // A folder's own name must end there: `prod` is not to bring `production`.
    const below = prefix ? `${prefix}/` : '';
    for (let from: string | undefined; ; ) {
      const query = {
        'list-type': '2',
        'encoding-type': 'url',
        prefix: below,
        ...(from && {'continuation-token': from}),
      };
      const {body} = await this.#asked('GET', '', {query, what: `s3://${this.bucket}/${prefix}`});
      const text = body.toString('utf8');
      for (const [, key = ''] of text.matchAll(/<Key>([^<]*)<\/Key>/g)) keys.push(decoded(key));
      from = elementIn(text, 'NextContinuationToken');
      if (!from) return keys;
    }
  }

  async get(key: string): Promise<Buffer> {
    return (await this.#asked('GET', key, {what: `s3://${this.bucket}/${key}`})).body;
  }

  /**
   * An object of any length, some of it at a time: no more is held, and each part is asked for again on its own.
   *
   * @throws DrillError (exit code 3) also where the object is replaced meanwhile
   */
  async *pieces(key: string, size = PIECE_BYTES): AsyncGenerator<Buffer> {
    const what = `s3://${this.bucket}/${key}`;
    let tag: string | undefined;
    for (let [at, length] = [0, 1]; at < length; ) {
      const headers = {range: `bytes=${at}-${at + size - 1}`, ...(tag !== undefined && {'if-match': tag})};
      const answer = await this.#asked('GET', key, {headers, what, accepted: [RANGE_BEYOND_END]});
      // There is no range in an empty object.
      if (answer.status === RANGE_BEYOND_END) return;
      tag ??= String(answer.headers.etag);
      length = Number(/\/(\d+)$/.exec(String(answer.headers['content-range']))?.[1] ?? answer.body.length);
      at += answer.body.length;
      yield answer.body;
    }
  }

  async put(key: string, body: Buffer, type: string): Promise<void> {
    await this.#asked('PUT', key, {
      ...{body, headers: {'content-type': type}, what: `s3://${this.bucket}/${key}`},
    });
  }

  /** Removes an object; one that is not there is not an error. */
  async remove(key: string): Promise<void> {
    await this.#asked('DELETE', key, {what: `s3://${this.bucket}/${key}`});
  }

  async #asked(
    method: AwsRequest['method'],
    key: string,
    {query = {}, body, headers = {}, what, accepted = []}: Asking,
  ): Promise<AwsAnswer> {
    const url = `${baseOf(this.bucket, this.env)}/${key.split('/').map(encodeURIComponent).join('/')}`;
    const search = new URLSearchParams(query).toString();
    for (let tries = 0; ; tries++) {
      const target = search ? `${url}?${search}` : url;
      const signed = await this.#signed({method, url: target, headers, ...(body && {body})});
      const answer = await ask(signed, this.env, what);
      if (answer.status < 300 || accepted.includes(answer.status)) return answer;
      const pause = AGAIN_AFTER_MS[tries];
      if (answer.status < 500 || pause === undefined) throw refusal(answer, method, what);
      await this.clock.sleep(pause);
    }
  }

  async #signed({method, url, headers: own, body}: AwsRequest): Promise<AwsRequest> {
    const region = regionOf(this.env);
    this.#credentials ??= credentialsOf(this.env, region);
    const {accessKeyId, secretAccessKey, sessionToken} = await this.#credentials;
    const hash = createHash('sha256')
      .update(body ?? '')
      .digest('hex');
    const signer = new AwsV4Signer({
      ...{method, url, region, service: 's3', accessKeyId, secretAccessKey: secretAccessKey.reveal()},
      ...(sessionToken && {sessionToken: sessionToken.reveal()}),
      headers: {'x-amz-content-sha256': hash, ...own},
    });
    const {headers, url: signedUrl} = await signer.sign();
    return {method, url: signedUrl.href, headers: Object.fromEntries(headers), ...(body && {body})};
  }
}

const regionOf = ({AWS_REGION, AWS_DEFAULT_REGION}: NodeJS.ProcessEnv): string =>
  AWS_REGION || AWS_DEFAULT_REGION || 'us-east-1';

/** Other servers have buckets as folders; so has AWS those whose names its certificates do not cover. */
function baseOf(bucket: string, env: NodeJS.ProcessEnv): string {
  const endpoint = env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL;
  if (endpoint) {
    if (URL.canParse(endpoint) && /^https?:/.test(endpoint)) return `${endpoint.replace(/\/+$/, '')}/${bucket}`;
    throw usageError(`AWS_ENDPOINT_URL is not an address: ${endpoint}`, ['write http://HOST:PORT or https://HOST']);
  }
  const host = `s3.${regionOf(env)}.amazonaws.com`;
  return bucket.includes('.') ? `https://${host}/${bucket}` : `https://${bucket}.${host}`;
}

/** With `encoding-type=url` a key comes as a form would send it. */
const decoded = (key: string): string => decodeURIComponent(key.replaceAll('+', ' '));

function refusal({status, headers, body}: AwsAnswer, method: string, what: string) {
  const code = elementIn(body.toString('utf8'), 'Code') ?? '';
  const region = headers['x-amz-bucket-region'];
  const deed = method === 'PUT' ? 'written' : method === 'DELETE' ? 'removed' : 'read';
  const next =
    status === 301 || status === 400 ? region && `set AWS_REGION=${region}` : status === 403 ? RIGHTS : undefined;
  return environmentError(`${what} cannot be ${deed}: ${`${status} ${code}`.trim()}`, [
    next || 'look at the name of the bucket, and at AWS_ENDPOINT_URL if it is not AWS that is meant',
  ]);
}

const RIGHTS =
  'these credentials need s3:ListBucket, s3:GetObject, for results s3:PutObject, and to prune them s3:DeleteObject there';
