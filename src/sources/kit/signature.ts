import {createHash, createHmac, timingSafeEqual} from 'node:crypto';
import type {IncomingHttpHeaders} from 'node:http';
import {environmentError} from '../../lib/errors.js';
import {isBlank, type Secret} from '../../lib/secret.js';
import type {Refusal} from '../http/body.js';
import type {Verify} from '../http/receiver.js';
import type {SecretRef} from './config.js';
import {RecentKeys} from './recent-keys.js';
import type {SourceContext} from './source-type.js';

/** How a product signs its posts: by HMAC-SHA256, in hex. Names of headers are as the product writes them. */
export interface Signature {
  secret: SecretRef;
  /** The header with the signature, or with several: products send one for each secret while they change it. */
  header: string;
  /** What a signature begins with, such as `v1=`. */
  prefix: string;
  /** The header that names a post; every attempt to deliver it has the same. */
  delivery?: string;
  /** The header with the second in which the post was signed, where that is signed with the body. */
  signedAt?: string;
}

/** A post may be signed by a clock that differs from ours by this much: what is older may be one that was overheard. */
const WINDOW_S = 300;
/** As many posts are remembered, at least, to tell one that comes again. */
const REMEMBERED = 5000;

/**
 * Asks of every post that it is signed, and says of one that was taken before that it is repeated: products deliver at
 * least once. No name of a header is signed, so the same body is the same post, whatever its headers call it.
 *
 * @throws DrillError (exit code 3) when the secret is blank.
 */
export function verifierOf(signature: Signature, {secret, clock}: Pick<SourceContext, 'secret' | 'clock'>): Verify {
  const key = secret(signature.secret);
  if (isBlank(key)) throw environmentError('the secret of this source is blank: anybody could sign', []);
  const taken = new RecentKeys(REMEMBERED);
  return (body, headers) => {
    const refusal = unsigned(signature, key, body, headers) ?? stale(signature, headers, clock.wall());
    if (refusal) return refusal;
    const names = [`body ${digest(body)}`, ...named(headers, signature.delivery).map(name => `delivery ${name}`)];
    if (names.some(name => taken.has(name))) return 'repeated';
    for (const name of names) taken.isNew(name);
    return undefined;
  };
}

function unsigned(
  {header, prefix, signedAt}: Signature,
  key: Secret,
  body: Buffer,
  headers: IncomingHttpHeaders,
): Refusal | undefined {
  const [sent] = named(headers, header);
  if (sent === undefined) return refused(`a post has no ${header}`);
  const [at] = named(headers, signedAt);
  if (signedAt !== undefined && at === undefined) return refused(`a post has no ${signedAt}`);
  const shown = sent
    .split(',')
    .map(one => one.trim())
    .filter(one => one.startsWith(prefix))
    .map(one => one.slice(prefix.length))
    .filter(hex => /^[0-9a-f]{64}$/i.test(hex));
  if (!shown.length) return refused(`the ${header} of a post is not of the form ${prefix}, with 64 hexadecimal digits`);
  const hmac = createHmac('sha256', key.reveal());
  if (at !== undefined) hmac.update(`v0:${at}:`);
  const wanted = hmac.update(body).digest();
  // All of them are compared, each in a time that says nothing of how much of it is right.
  const right = shown.filter(hex => timingSafeEqual(Buffer.from(hex, 'hex'), wanted));
  return right.length
    ? undefined
    : refused(`the ${header} of a post is wrong: it was signed with another secret, or changed on its way`);
}

function stale({signedAt}: Signature, headers: IncomingHttpHeaders, now: Date): Refusal | undefined {
  const [at] = named(headers, signedAt);
  if (signedAt === undefined || Math.abs(Number(at) - now.getTime() / 1000) <= WINDOW_S) return undefined;
  return refused(
    `the ${signedAt} of a post differs from our clock by more than ${WINDOW_S / 60} minutes: the post is an old one, or a clock is wrong`,
  );
}

const refused = (reason: string): Refusal => ({code: 401, reason});

/** The value of a header, if it is named and there. */
const named = (headers: IncomingHttpHeaders, header: string | undefined): string[] =>
  [headers[header?.toLowerCase() ?? ''] ?? []].flat().filter(Boolean);

const digest = (body: Buffer): string => createHash('sha256').update(body).digest('hex');
