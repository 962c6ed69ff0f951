import type {Clock} from '../../lib/clock.js';
import {parseDuration} from '../../lib/duration.js';
import {endpointOf} from '../kit/source-type.js';
import {LokiApi} from '../loki/api.js';
import type {Stack} from '../stack/load.js';
import type {LogKind, PlaceConfig} from '../stack/log-places.js';
import type {SourceConfig} from '../stack/schema.js';
import {Store} from '../store/store.js';
import {documentsPlace} from './documents.js';
import {linesPlace} from './lines.js';
import type {LogPlace} from './place.js';

const USUAL_TIME = '@timestamp';

interface Opening {
  stack: Stack;
  place: PlaceConfig;
  clock: Clock;
  /** Nothing older is asked for. */
  startedAt: Date;
}

/** The place where a stack keeps a kind of log; undefined when its file names none. Opening asks nothing yet. */
export function openPlace(stack: Stack, kind: LogKind, clock: Clock, startedAt: Date): LogPlace | undefined {
  const place = stack.logs[kind] ?? (kind === 'control-plane' ? stack.logs.containers : undefined);
  const source = place && stack.sources.find(s => s.id === place.in);
  if (!place || !source) return undefined;
  const opening = {stack, place, clock, startedAt};
  if (source.type === 'loki' || source.type === 'loki-alerts') return linesOf(source, opening);
  return 'url' in source ? documentsOf(source, opening) : undefined;
}

type Named<T extends SourceConfig> = T & {id: string};

function linesOf(
  source: Named<Extract<SourceConfig, {type: 'loki' | 'loki-alerts'}>>,
  {stack, place, clock, startedAt}: Opening,
): LogPlace {
  return linesPlace({
    id: source.id,
    api: new LokiApi(endpointOf(source, {...stack, clock})),
    query: place.query ?? ('query' in source ? source.query : ''),
    everyMs: parseDuration(source.every) ?? 0,
    ...{clock, startedAt},
  });
}

function documentsOf(
  source: Named<Extract<SourceConfig, {url: string}>>,
  {stack, place, clock, startedAt}: Opening,
): LogPlace {
  // Of the sources, only `elasticsearch` has records: the index of another is not one of logs.
  const own = source.type === 'elasticsearch' && place.index === undefined ? source : undefined;
  return documentsPlace({
    id: source.id,
    store: new Store(endpointOf(source, {...stack, clock})),
    index: place.index ?? own?.index ?? '',
    query: place.query ?? own?.query,
    time: place.time ?? own?.time ?? USUAL_TIME,
    field: place.field,
    everyMs: parseDuration(source.every) ?? 0,
    ...{clock, startedAt},
  });
}
