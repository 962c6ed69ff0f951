import type {Exchange, Played} from './player.js';

type Json = unknown;
const isMap = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is another at each request, or on each server, and means nothing: what it is like, and what stands for it. */
const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>'],
  [/X509SHA256=[0-9a-f]{64}/g, 'X509SHA256=<hash>'],
  [/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-<suffix>'],
  [/\b10\.96\.\d+\.\d+\b/g, '<cluster address>'],
  [/\b127\.0\.0\.1:\d+\b/g, '<address>'],
  [/^simulated\.[\w-]+$|^eyJ[\w-]+\.[\w-]+\.[\w-]+$/, '<token>'],
  [/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/g, '<certificate>'],
  [/^[A-Za-z0-9+/]{200,}={0,2}$/, '<base64>'],
];
const VOLATILE_KEYS: Record<string, string> = {resourceVersion: '<version>', nodePort: '<port>', token: '<token>'};
/** What an API server adds to a request that took it more than half a second: that is about the machine. */
const OF_SLOW_REQUESTS = 'apiserver.latency.k8s.io/';
/** Lists whose order is that of a map in the real server's memory. */
const UNORDERED = ['resourceRules', 'nonResourceRules'];

/** One exchange as both sides must have it. */
export interface Normal {
  code: number | undefined;
  body: Json;
  events: Json[];
}

/** The exchanges of a side, by key, without what is volatile. */
export const normal = ({token, exchanges}: Played): Map<string, Normal> =>
  new Map(exchanges.map(exchange => [named(exchange.key, token), normalOf(exchange, token)]));

const named = (value: string, token: string): string => value.replaceAll(token, 'kd-token');

function normalOf({code, body, events}: Exchange, token: string): Normal {
  const kept = events.map(({requestReceivedTimestamp: _, stageTimestamp: __, auditID: ___, ...event}) => event);
  const settle = (value: Json) => settled(own(stream(value), token), token);
  return {code, body: settle(body), events: kept.map(settle)};
}

/** A watch is a line for each change. */
function stream(body: Json): Json {
  if (isMap(body) && body.type !== undefined && isMap(body.object)) return {items: [body]};
  if (typeof body !== 'string' || !body.startsWith('{"type":')) return body;
  const lines = body.split('\n').filter(Boolean);
  return {items: lines.map(line => JSON.parse(line) as Json)};
}

/** What a page of a list says of those that follow, which are mostly others'. */
const OF_OTHERS = ['continue', 'remainingItemCount'];

/**
 * Of lists what this scenario has made: the rest is other scenarios', or the cluster's own, or what controllers have made
 * by then of its workloads.
 */
function own(value: Json, token: string): Json {
  if (Array.isArray(value)) return value.map(item => own(item, token));
  if (!isMap(value)) return value;
  const entries = Object.entries(value).filter(([key]) => !OF_OTHERS.includes(key));
  return Object.fromEntries(
    entries.map(([key, inner]) => {
      if (key !== 'items' || !Array.isArray(inner)) return [key, own(inner, token)];
      const isOwn = (item: Json) => {
        const metadata = (item as {metadata?: {ownerReferences?: Json}}).metadata;
        return metadata?.ownerReferences === undefined && JSON.stringify(metadata ?? item).includes(token);
      };
      return [key, inner.filter(isOwn).sort((a, b) => (nameIn(a) < nameIn(b) ? -1 : 1))];
    }),
  );
}

const nameIn = (item: Json): string => String((item as {metadata?: {name?: string}}).metadata?.name ?? '');

function settled(value: Json, token: string): Json {
  if (typeof value === 'string') return text(value, token);
  if (Array.isArray(value)) return value.map(item => settled(item, token));
  if (!isMap(value)) return value;
  const meant = Object.entries(value).filter(([key]) => !key.startsWith(OF_SLOW_REQUESTS));
  return Object.fromEntries(
    meant.map(([key, inner]) => {
      const isVolatile = typeof inner === 'string' || typeof inner === 'number';
      const kept = isVolatile ? VOLATILE_KEYS[key] : undefined;
      return [named(key, token), kept ?? ordered(key, settled(inner, token))];
    }),
  );
}

function ordered(key: string, value: Json): Json {
  if (!UNORDERED.includes(key) || !Array.isArray(value)) return value;
  return [...value].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function text(value: string, token: string): string {
  const decoded = /^[A-Za-z0-9+/]+={0,2}$/.test(value) ? Buffer.from(value, 'base64').toString('utf8') : '';
  if (decoded.includes(token)) return `base64 of ${named(decoded, token)}`;
  return VOLATILE.reduce((result, [pattern, name]) => result.replace(pattern, name), named(value, token));
}
