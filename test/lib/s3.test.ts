import {randomBytes} from 'node:crypto';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import {describe, expect, onTestFinished, test} from 'vitest';
import {s3Place} from '../../src/lib/s3/address.js';
import {S3} from '../../src/lib/s3/s3.js';
import {bucketOf, KEYS, MOTO, withoutMoto} from '../helpers/moto.js';
import {skippingClock} from '../helpers/skipping-clock.js';
import {tempFile} from '../helpers/temp.js';

/** A server that answers what it is told to, one answer after the other; the requests that it got. */
async function server(...answers: {status: number; body?: string; headers?: Record<string, string>}[]) {
  const got: {url: string; authorization: string; range?: string; match?: string}[] = [];
  const http = createServer((request: IncomingMessage, response: ServerResponse) => {
    const {authorization = '', range, 'if-match': match} = request.headers;
    got.push({url: `${request.method} ${request.url}`, authorization, ...(range && {range}), ...(match && {match})});
    const {status, body = '', headers = {}} = answers[Math.min(got.length, answers.length) - 1] ?? {status: 500};
    request.resume().on('end', () => response.writeHead(status, headers).end(body));
  });
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void http.close());
  return {got, env: {...KEYS, AWS_ENDPOINT_URL: `http://127.0.0.1:${(http.address() as {port: number}).port}`}};
}

async function textsOf(pieces: AsyncIterable<Buffer>): Promise<string[]> {
  const texts: string[] = [];
  for await (const piece of pieces) texts.push(piece.toString());
  return texts;
}

describe.skipIf(withoutMoto('objects are listed, read and written'))('a bucket', () => {
  test('gives back what was put, and lists what is below a prefix', async () => {
    const {bucket, env} = await bucketOf();
    const s3 = new S3(bucket, env);
    const odd = 'a/one & two+three/ü.txt';
    await s3.put(odd, Buffer.from('odd'), 'text/plain');
    await s3.put('ab/other.txt', Buffer.from('other'), 'text/plain');
    expect((await s3.get(odd)).toString()).toBe('odd');
    expect(await s3.keys('a')).toEqual([odd]);
    expect((await s3.keys('')).sort()).toEqual([odd, 'ab/other.txt'].sort());
  });

  test('gives a long object in pieces', async () => {
    const {bucket, env} = await bucketOf();
    const s3 = new S3(bucket, env);
    for (const text of ['', '1', '12345', '123456', '1234567']) {
      await s3.put('long', Buffer.from(text), 'text/plain');
      const pieces = await textsOf(s3.pieces('long', 3));
      expect(pieces).toEqual(text.match(/.{1,3}/g) ?? []);
    }
  });

  test('that is not there is named', async () => {
    await expect(
      new S3(`no-${randomBytes(6).toString('hex')}`, {...KEYS, AWS_ENDPOINT_URL: MOTO}).keys(''),
    ).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/^s3:\/\/no-\w+\/ cannot be read: 404 NoSuchBucket$/),
    });
  });

  test('is opened by a web identity, as pods have one', async () => {
    const {bucket, env} = await bucketOf();
    const {AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...rest} = env;
    const identity = {
      AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/drills',
      AWS_WEB_IDENTITY_TOKEN_FILE: tempFile('token', 'e30.e30.e30'),
    };
    expect(await new S3(bucket, {...rest, ...identity}).keys('')).toEqual([]);
  });
});

describe('a server', () => {
  test('that has no time is asked again', async () => {
    const {got, env} = await server({status: 503}, {status: 200, body: 'text'});
    expect((await new S3('drills', env, skippingClock()).get('x')).toString()).toBe('text');
    expect(got.map(({url}) => url)).toEqual(['GET /drills/x', 'GET /drills/x']);
    expect(got[0]?.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=key\/\d{8}\/us-east-1\/s3\/aws4_request/);
  });

  test('that has no time for a piece is asked for that piece again', async () => {
    const piece = (body: string, range: string) => ({
      ...{status: 206, body},
      headers: {etag: '"one"', 'content-range': `bytes ${range}/6`},
    });
    const {got, env} = await server(piece('123', '0-2'), {status: 503}, piece('456', '3-5'));
    expect(await textsOf(new S3('drills', env, skippingClock()).pieces('x', 3))).toEqual(['123', '456']);
    expect(got.map(({range, match}) => [range, match])).toEqual([
      ['bytes=0-2', undefined],
      ['bytes=3-5', '"one"'],
      ['bytes=3-5', '"one"'],
    ]);
  });

  test('whose object is replaced between two pieces gives no mixture', async () => {
    const first = {status: 206, body: '123', headers: {etag: '"one"', 'content-range': 'bytes 0-2/6'}};
    const {env} = await server(first, {status: 412, body: '<Error><Code>PreconditionFailed</Code></Error>'});
    await expect(textsOf(new S3('drills', env).pieces('x', 3))).rejects.toMatchObject({
      ...{exitCode: 3, message: 's3://drills/x cannot be read: 412 PreconditionFailed'},
    });
  });

  test('that lists a page at a time is asked for the next one', async () => {
    const page = (key: string, more = '') => ({
      status: 200,
      body: `<R><Contents><Key>${key}</Key></Contents>${more}</R>`,
    });
    const next = '<NextContinuationToken>a+b=</NextContinuationToken>';
    const {got, env} = await server(page('x/one+two%26', next), page('x/three'));
    expect(await new S3('drills', env).keys('x')).toEqual(['x/one two&', 'x/three']);
    expect(got.map(({url}) => new URLSearchParams(url.split('?')[1]).get('continuation-token'))).toEqual([
      null,
      'a+b=',
    ]);
  });

  test.each([
    ['refuses', {status: 403, body: '<Error><Code>AccessDenied</Code></Error>'}, '403 AccessDenied', 's3:GetObject'],
    [
      'is in another region',
      {status: 301, headers: {'x-amz-bucket-region': 'eu-west-1'}},
      '301',
      'set AWS_REGION=eu-west-1',
    ],
  ])('that %s is told with what to do, and without a secret', async (_, answer, said, next) => {
    const {env} = await server(answer);
    const error = await new S3('drills', env).get('x').catch((e: unknown) => e);
    expect(error).toMatchObject({
      ...{exitCode: 3, message: `s3://drills/x cannot be read: ${said}`},
      nextSteps: [expect.stringContaining(next)],
    });
    expect(JSON.stringify(error)).not.toContain('never-told');
  });

  test('that is not there is named', async () => {
    const env = {...KEYS, AWS_ENDPOINT_URL: 'http://127.0.0.1:1'};
    await expect(new S3('drills', env).get('x')).rejects.toMatchObject({
      ...{exitCode: 3, message: '127.0.0.1:1 did not answer for s3://drills/x: connection refused'},
    });
  });
});

describe('without what it needs', () => {
  test.each([
    ['credentials', {}, 'S3 needs credentials'],
    ['an address', {...KEYS, AWS_ENDPOINT_URL: 'moto:5000'}, 'AWS_ENDPOINT_URL is not an address'],
    ['its token', {AWS_ROLE_ARN: 'x', AWS_WEB_IDENTITY_TOKEN_FILE: '/nowhere/token'}, '/nowhere/token'],
  ])('S3 is refused for want of %s', async (_, env, message) => {
    await expect(new S3('drills', env).keys('')).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message),
    });
  });

  test.each(['s3://', 's3://B/x', 's3:/drills', 's3://a_b'])('%s is no place', where => {
    expect(() => s3Place(where)).toThrow(expect.objectContaining({exitCode: 2}));
  });

  test('a place is a bucket and a prefix', () => {
    expect(s3Place('s3://drills/prod//eu/')).toEqual({bucket: 'drills', prefix: 'prod//eu'});
    expect(s3Place('s3://drills')).toEqual({bucket: 'drills', prefix: ''});
  });
});
