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
  const hashes = [
    ...new Set([...JSON.stringify([body, kept]).matchAll(/"pod-template-hash":"(\w+)"/g)].map(m => m[1])),
  ];
  const settle = (value: Json) => settled(own(stream(value), token), {token, hashes: hashes as string[]});
  return {code, body: settle(body), events: kept.map(settle)};
}

/** A watch is a line for each change. */
function stream(body: Json): Json {
  if (isMap(body) && body.type !== undefined && isMap(body.object)) return {items: [body]};
  if (typeof body !== 'string' || !body.startsWith('{"type":')) return body;
  const lines = body.split('\n').filter(Boolean);
  return {items: lines.map(line => JSON.parse(line) as Json)};
}

/** Of lists what this scenario has made: the rest is other scenarios', or the cluster's own. */
function own(value: Json, token: string): Json {
  if (Array.isArray(value)) return value.map(item => own(item, token));
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key !== 'items' || !Array.isArray(inner)) return [key, own(inner, token)];
      const isOwn = (item: Json) => JSON.stringify((item as {metadata?: Json}).metadata ?? item).includes(token);
      return [key, inner.filter(isOwn).sort((a, b) => (nameIn(a) < nameIn(b) ? -1 : 1))];
    }),
  );
}

const nameIn = (item: Json): string => String((item as {metadata?: {name?: string}}).metadata?.name ?? '');

/** What is this run's own: its token, and the hashes that controllers make of templates, each server its own. */
interface Run {
  token: string;
  hashes: readonly string[];
}

function settled(value: Json, run: Run): Json {
  if (typeof value === 'string') return text(value, run);
  if (Array.isArray(value)) return value.map(item => settled(item, run));
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const isVolatile = typeof inner === 'string' || typeof inner === 'number';
      const kept = isVolatile ? VOLATILE_KEYS[key] : undefined;
      return [named(key, run.token), kept ?? ordered(key, settled(inner, run))];
    }),
  );
}

function ordered(key: string, value: Json): Json {
  if (!UNORDERED.includes(key) || !Array.isArray(value)) return value;
  return [...value].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function text(value: string, {token, hashes}: Run): string {
  const decoded = /^[A-Za-z0-9+/]+={0,2}$/.test(value) ? Buffer.from(value, 'base64').toString('utf8') : '';
  if (decoded.includes(token)) return `base64 of ${named(decoded, token)}`;
  const hashed = hashes.reduce((result, hash) => result.replaceAll(hash, '<hash>'), named(value, token));
  const suffixed = hashed.replace(/<hash>-[a-z0-9]{5}\b/g, '<hash>-<suffix>');
  return VOLATILE.reduce((result, [pattern, name]) => result.replace(pattern, name), suffixed);
}
