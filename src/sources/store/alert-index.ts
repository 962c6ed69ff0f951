import {formatDuration, parseDuration} from '../../lib/duration.js';
import {valueAt} from '../../lib/json/field-path.js';
import {polledSource} from '../kit/polled.js';
import {acceptsRules, budgetOf, claimsRule, endpointOf, type SourceContext} from '../kit/source-type.js';
import type {Answer, Interest, Signal, Source} from '../source.js';
import {indicesNamed, newest, noIndex, unanswered} from './check.js';
import {narrowedBy} from './config.js';
import {FreshDocuments} from './fresh.js';
import {indicesBetween, indicesEver} from './indices.js';
import {type Hit, Store} from './store.js';

/** The part of a stack file that every product with alerts in an index has. */
export interface AlertIndexConfig {
  type: string;
  url: string;
  every: string;
  index: string;
  query?: string | undefined;
  delays: readonly {for: string; why: string}[];
  rules: Readonly<Record<string, readonly string[]>>;
  ignore: readonly string[];
}

/** What a product's documents are to the drill. */
export interface AlertReader {
  /** The stage at which they are evidence: that there is an alert (default), or that somebody took it. */
  stage?: 'alerted' | 'acknowledged';
  /** The field with the time at which an alert was written. */
  time: string;
  /** What tells its alerts from other documents of the index. */
  only: readonly object[];
  /** The alerts in documents that are new. */
  read(hits: readonly Hit[], look: Look): Promise<Signal[]>;
}

/** What reading an alert may need beside it. */
export interface Look {
  store: Store;
  interest: Interest;
  signal: AbortSignal;
  source: string;
  seenAt: number;
}

/** Alerts that come to the index a little before their own time: clocks of two machines. */
const CLOCK_SLACK_MS = 5000;

/** A source of the alerts that a product writes into an index, and the store it asks. */
export function alertIndex(
  config: AlertIndexConfig & Parameters<typeof endpointOf>[0],
  context: SourceContext,
  {stage = 'alerted', time, only, read}: AlertReader,
): {source: Source; store: Store} {
  const {id, clock, startedAt} = context;
  const store = new Store(endpointOf(config, context));
  const from = new Date(startedAt.getTime() - CLOCK_SLACK_MS);
  const index = () => indicesBetween(config.index, from, clock.wall());
  const documents = new FreshDocuments(store, {index, time, from});
  const filter = [...only, ...narrowedBy(config.query)];
  const everyMs = parseDuration(config.every) ?? 0;
  const source = polledSource({
    id,
    clock,
    skewMs: () => store.skewMs,
    everyMs,
    stage,
    budget: budgetOf(config.delays, [{ms: everyMs, why: 'asked every'}]),
    async poll(interest, signal) {
      return documents.take({bool: {filter}}, signal, async hits =>
        hits.length ? read(hits, {store, interest, signal, source: id, seenAt: clock.now()}) : [],
      );
    },
  });
  const check = async (signal: AbortSignal): Promise<Answer> => {
    const ever = indicesEver(config.index);
    try {
      const {name, version} = await store.product(signal);
      const there = await indicesNamed(store, ever, signal);
      if (there && !there.length)
        return await noIndex(store, ever, 'name the index that holds the alerts with `index`', signal);
      const hit = await newest(store, {index: ever, time}, {bool: {filter}}, signal);
      const at = Date.parse(String(hit && valueAt(hit.source, time)));
      const what = stage === 'alerted' ? 'alert' : 'acknowledged alert';
      const age = Number.isNaN(at)
        ? `no ${what} yet`
        : `newest ${what} ${formatDuration(clock.wall().getTime() - at)} old`;
      return {state: 'ok', detail: `${name} ${version}, ${age}`, next: [], product: {name, version}};
    } catch (error) {
      return unanswered(error, ever);
    }
  };
  const rules = {accepts: acceptsRules(config.type, config), claims: claimsRule(config.type, config)};
  return {source: {...source, ...rules, check}, store};
}
