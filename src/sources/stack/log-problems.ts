import type {Problem, YamlFile} from '../../lib/yaml/yaml-file.js';
import type {LogPlaces, PlaceConfig} from './log-places.js';
import type {SourceConfig} from './schema.js';

/** Sources whose server keeps lines by stream, and those whose server keeps documents in indices. */
const LINES = ['loki', 'loki-alerts'];
const DOCUMENTS = ['elasticsearch', 'elastic-security', 'opensearch-alerting', 'elastalert', 'falcosidekick'];

/** What is wrong with the places of logs in a stack file, beyond its form: names that lead nowhere, keys of another product. */
export function placeProblems(
  yaml: YamlFile,
  sources: readonly (SourceConfig & {id: string})[],
  places: LogPlaces,
): Problem[] {
  return Object.entries(places).flatMap(([kind, place]) => {
    if (!place) return [];
    const [key, message] = wrongWith(place, sources) ?? [];
    return key === undefined || message === undefined ? [] : [yaml.at(['logs', kind, key], message)];
  });
}

function wrongWith(
  place: PlaceConfig,
  sources: readonly (SourceConfig & {id: string})[],
): [keyof PlaceConfig, string] | undefined {
  const source = sources.find(s => s.id === place.in);
  const keeping = sources.filter(s => [...LINES, ...DOCUMENTS].includes(s.type)).map(s => s.id);
  const offered = keeping.length ? `one of ${keeping.join(', ')}` : 'a source of type elasticsearch or loki';
  if (!source) return ['in', `there is no source ${place.in}: name ${offered}`];
  if (LINES.includes(source.type)) return wrongLines(place, source.type);
  if (!DOCUMENTS.includes(source.type)) return ['in', `${place.in} keeps no logs: name ${offered}`];
  if (place.index === undefined && source.type !== 'elasticsearch')
    return ['in', `the index of ${place.in} is not one of logs: name theirs with index`];
  return undefined;
}

function wrongLines(place: PlaceConfig, type: string): [keyof PlaceConfig, string] | undefined {
  const foreign = (['index', 'time', 'field'] as const).find(key => place[key] !== undefined);
  if (foreign) return [foreign, `Loki has no ${foreign}: query selects the lines`];
  if (place.query === undefined)
    return type === 'loki' ? undefined : ['in', 'name with query, as LogQL, which lines are meant'];
  return place.query.startsWith('{')
    ? undefined
    : ['query', 'must be LogQL that begins with a stream selector, such as {job="containers"}'];
}
