import {z} from 'zod';
import {listOf} from '../../lib/list-of.js';
import type {HttpClient} from '../http/http.js';
import {parseAs, textOr, texts} from '../kit/parse.js';

const Alert = z.looseObject({
  labels: texts,
  annotations: texts,
  /** `pending`: its expression is true, and its `for` has not passed. */
  state: z.enum(['inactive', 'pending', 'firing']),
  activeAt: z.string(),
});
export type PrometheusAlert = z.output<typeof Alert>;

const AlertingRule = z.looseObject({
  name: z.string(),
  /** Its `for`, in seconds. */
  duration: z
    .number()
    .nullish()
    .transform(seconds => seconds ?? 0),
  health: textOr('unknown'),
  lastError: z.string().nullish(),
  alerts: listOf(Alert),
});

const Groups = z.looseObject({
  groups: listOf(
    z.looseObject({
      interval: z
        .number()
        .nullish()
        .transform(seconds => seconds ?? 0),
      rules: listOf(AlertingRule),
    }),
  ),
});

/** An alerting rule, with the interval at which it is evaluated. */
export type AlertingRule = z.output<typeof AlertingRule> & {intervalMs: number};

const Sample = z.looseObject({metric: texts, value: z.tuple([z.number(), z.string()])});
/** One series for which a query holds, and its value. */
export type Sample = z.output<typeof Sample>;

const Vector = z.looseObject({resultType: z.literal('vector'), result: listOf(Sample)});
const Answer = z.looseObject({status: z.literal('success'), data: z.unknown()});

/**
 * Prometheus' HTTP API v1, as far as it is asked here. Every method throws an Error in words when it cannot be asked.
 *
 * @see https://prometheus.io/docs/prometheus/latest/querying/api/
 */
export class PrometheusApi {
  constructor(readonly client: HttpClient) {}

  /** Alerts that are pending or firing. */
  async alerts(signal: AbortSignal): Promise<PrometheusAlert[]> {
    const Alerts = z.looseObject({alerts: listOf(Alert)});
    return parseAs(Alerts, await this.#get('/api/v1/alerts', {}, signal), "Prometheus' list of alerts").alerts;
  }

  /** All alerting rules that are loaded. */
  async rules(signal: AbortSignal): Promise<AlertingRule[]> {
    const data = await this.#get('/api/v1/rules', {type: 'alert'}, signal);
    const {groups} = parseAs(Groups, data, "Prometheus' list of rules");
    return groups.flatMap(group => group.rules.map(rule => ({...rule, intervalMs: group.interval * 1000})));
  }

  /** The series of an instant query, which must be a vector. */
  async query(query: string, signal: AbortSignal): Promise<Sample[]> {
    const data = await this.#get('/api/v1/query', {query}, signal);
    return parseAs(Vector, data, `Prometheus' answer to ${query}`).result;
  }

  async version(signal: AbortSignal): Promise<string> {
    const data = await this.#get('/api/v1/status/buildinfo', {}, signal);
    return parseAs(z.looseObject({version: z.string()}), data, "Prometheus' build information").version;
  }

  async #get(path: string, query: Record<string, string>, signal: AbortSignal): Promise<unknown> {
    return parseAs(Answer, await this.client.ask(path, {query, signal}), "Prometheus' answer").data;
  }
}
