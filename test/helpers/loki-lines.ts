import {loopback} from './loopback.js';

/** A line of a log, at its time. */
export interface Line {
  at: Date;
  line: string;
}

/**
 * A Loki with one stream, `{job="audit"}`, that selects its lines by span and line filter, and says how many lines it
 * has discarded, by reason.
 */
export async function lokiOf() {
  const lines: Line[] = [];
  const discarded: {rate_limited?: number} = {};
  const {url} = await loopback(({path, query}) => {
    if (path === '/metrics') return {text: metricsOf(discarded)};
    if (!path.endsWith('/query_range')) return {body: {data: []}};
    const [start = 0, end = 0, limit] = ['start', 'end', 'limit'].map(name => Number(query.get(name)));
    const filter = new RegExp(/\|~ `([^`]*)`/.exec(query.get('query') ?? '')?.[1] ?? '');
    const forward = query.get('direction') === 'forward';
    const found = lines
      .filter(({at, line}) => start / 1e6 <= at.getTime() && at.getTime() <= end / 1e6 && filter.test(line))
      .sort((a, b) => (a.at.getTime() - b.at.getTime()) * (forward ? 1 : -1))
      .slice(0, limit);
    const values = found.map(({at, line}) => [`${at.getTime()}000000`, line]);
    return {body: {data: {resultType: 'streams', result: [{stream: {job: 'audit'}, values}]}}};
  });
  return {url, lines, discarded};
}

const metricsOf = (counts: object): string =>
  Object.entries(counts)
    .map(([reason, count]) => `loki_discarded_samples_total{reason="${reason}",tenant="fake"} ${count}\n`)
    .join('');
