// Distils what the simulated API server has to know of the types of the Kubernetes API from the OpenAPI document of a
// real one: the fields of each kind that it serves, what may stand in them, and how server-side apply merges them.
//
//   npm run build && kubectl get --raw /openapi/v2 | node scripts/api-types.js
import {readFileSync, writeFileSync} from 'node:fs';
import {servedGroups} from '../build/cluster/simulated/kinds.js';

const FILE = 'src/kube/types/api-types.json';
const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.';

const {definitions, info} = JSON.parse(readFileSync(0, 'utf8'));

/** Definitions that are no structs; what else has no properties may hold anything. */
const LEAVES = {
  [`${META}Time`]: 'time',
  [`${META}MicroTime`]: 'micro-time',
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'quantity',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'int-or-string',
};
const SCALARS = {byte: 'bytes', int32: 'int32', int64: 'int64', double: 'float64'};

/** Kinds that are written at subresources. */
const PARTS = [
  {apiVersion: 'v1', kind: 'DeleteOptions'},
  {apiVersion: 'policy/v1', kind: 'Eviction'},
  {apiVersion: 'autoscaling/v1', kind: 'Scale'},
  {apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest'},
];

const kinds = {};
const structs = {};
const atomic = [];
const names = new Map();

/** `v1.PodSpec`, as Go names it; another type of that name has its group in front. */
function nameOf(id) {
  if (names.has(id)) return names.get(id);
  const parts = id.split('.');
  const short = parts.slice(-2).join('.');
  const name = [...names.values()].includes(short) ? parts.slice(-3).join('.') : short;
  names.set(id, name);
  return name;
}

/** A type as a text: `string`, `v1.PodSpec`, `map:string`, `[]v1.Lifecycle`, `[name]v1.Container`, `[set]string`. */
function typeOf(property) {
  const {$ref, type, format, items, additionalProperties} = property;
  const map = property['x-kubernetes-map-type'];
  if (items) return `[${listKeys(property)}]${typeOf(items)}`;
  if (additionalProperties) return `${map === 'atomic' ? 'map!' : 'map'}:${typeOf(additionalProperties)}`;
  if (type && type !== 'object') return SCALARS[format] ?? type;
  const id = $ref?.replace('#/definitions/', '') ?? '';
  if (LEAVES[id]) return LEAVES[id];
  // What a reference calls granular is merged, whatever its type says of itself.
  return definitions[id]?.properties ? `${struct(id)}${map === 'granular' ? '~' : ''}` : 'any';
}

/** By what the items of a list are known: fields of theirs, themselves, or nothing. */
function listKeys(property) {
  const keys = property['x-kubernetes-list-map-keys'] ?? [];
  const kind = property['x-kubernetes-list-type'];
  return kind === 'set' ? 'set' : kind === 'map' ? keys.join(',') : '';
}

/** Takes a struct up with all that it is made of. */
function struct(id) {
  const name = nameOf(id);
  if (structs[name]) return name;
  const {properties, ...definition} = definitions[id];
  structs[name] = {};
  if (definition['x-kubernetes-map-type'] === 'atomic') atomic.push(name);
  for (const [field, property] of Object.entries(properties)) structs[name][field] = typeOf(property);
  return name;
}

const served = [...servedGroups()].flatMap(([apiVersion, resources]) =>
  resources.map(({kind}) => ({apiVersion, kind})),
);
for (const {apiVersion, kind} of [...served, ...PARTS]) {
  const [version, group = ''] = apiVersion.split('/').reverse();
  const is = found => found.group === group && found.version === version && found.kind === kind;
  const found = Object.entries(definitions).find(([, {'x-kubernetes-group-version-kind': all = []}]) => all.some(is));
  if (!found) throw new Error(`the document does not know ${apiVersion} ${kind}`);
  kinds[`${apiVersion} ${kind}`] = struct(found[0]);
}

const lines = map =>
  Object.keys(map)
    .sort()
    .map(key => `${JSON.stringify(key)}: ${JSON.stringify(map[key])}`)
    .join(',\n');
const origin = `GET /openapi/v2 of ${info.title} ${info.version}, by scripts/api-types.js`;
writeFileSync(
  FILE,
  `{\n"origin": ${JSON.stringify(origin)},\n"kinds": {\n${lines(kinds)}\n},\n"atomic": ${JSON.stringify(atomic.sort())},\n"structs": {\n${lines(structs)}\n}\n}\n`,
);
