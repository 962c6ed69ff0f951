/** More names than this in one request make its path too long; a drill that runs for a month uses a wildcard. */
const MOST_NAMES = 31;
const HOUR_MS = 3_600_000;

/**
 * The indices to ask between two moments. `%Y`, `%m`, `%d` and `%H` in a pattern stand for the UTC date, as Logstash,
 * Fluentd and ElastAlert write it: around midnight that names two indices. Without them the pattern is as it is.
 */
export function indicesBetween(pattern: string, from: Date, to: Date): string {
  if (!/%[YmdH]/.test(pattern)) return pattern;
  const stepMs = pattern.includes('%H') ? HOUR_MS : 24 * HOUR_MS;
  const names = new Set<string>();
  for (let at = from.getTime(); at < to.getTime(); at += stepMs) names.add(dated(pattern, new Date(at)));
  names.add(dated(pattern, to));
  return [...names].slice(-MOST_NAMES).join(',');
}

function dated(pattern: string, at: Date): string {
  const [date = '', time = ''] = at.toISOString().split('T');
  const [year = '', month = '', day = ''] = date.split('-');
  const parts: Record<string, string> = {Y: year, m: month, d: day, H: time.slice(0, 2)};
  return pattern.replace(/%([YmdH])/g, (_, part: string) => parts[part] ?? '');
}

/** The pattern with every date in it as a wildcard: all that the same shipper ever wrote. */
export const indicesEver = (pattern: string): string => pattern.replace(/%[YmdH](?:[^%,]?%[YmdH])*/g, '*');
