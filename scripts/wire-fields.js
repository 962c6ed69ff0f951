// Distils the numbers under which the fields of the Kubernetes API travel as protobuf from the tags of its Go types: what
// kubectl sends of most kinds is that.
//
//   dir() { go list -m -f '{{.Dir}}' "k8s.io/$1"; }
//   node scripts/wire-fields.js "$(dir api)" "$(dir apimachinery)" "$(dir apiextensions-apiserver)"
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';

const FILE = 'src/kube/types/wire-fields.json';
/** Of a group the first of these that it has; of autoscaling the one that is served. */
const VERSIONS = {autoscaling: ['v1', 'v2']};
const {structs} = JSON.parse(readFileSync('src/kube/types/api-types.json', 'utf8'));

const STRUCT = /^type (\w+) struct \{\n(.*?)^\}/gms;
const FIELD = /^\s+(?:\w+\s+)?(\S+)\s+`json:"([^"]*)"[^`]*? protobuf:"\w+,(\d+),[^`]*`/gm;

/** Every struct of Go, by name: one for each package that has one of that name. */
const found = new Map();

function read(folder, group) {
  const files = readdirSync(folder).filter(name => /^types.*\.go$/.test(name));
  const text = files.map(name => readFileSync(join(folder, name), 'utf8')).join('\n');
  for (const [, name, body] of text.matchAll(STRUCT)) {
    const fields = [...body.matchAll(FIELD)].map(([, type, json, number]) => ({type, json: json.split(','), number}));
    found.set(name, [...(found.get(name) ?? []), {group, fields}]);
  }
}

const [api, machinery, extensions] = process.argv.slice(2);
if (!api || !machinery || !extensions)
  throw new Error('say where k8s.io/api, k8s.io/apimachinery and k8s.io/apiextensions-apiserver are');
for (const group of readdirSync(api)) {
  const isServed = readdirSync(api, {withFileTypes: true}).some(entry => entry.name === group && entry.isDirectory());
  if (!isServed) continue;
  const there = readdirSync(join(api, group));
  for (const version of VERSIONS[group] ?? ['v1']) if (there.includes(version)) read(join(api, group, version), group);
}
read(join(machinery, 'pkg', 'apis', 'meta', 'v1'), 'meta');
read(join(extensions, 'pkg', 'apis', 'apiextensions', 'v1'), 'apiextensions');

/** The names of the fields that a struct has in JSON. */
const namesOf = ({group, fields}) =>
  fields.flatMap(({type, json: [name, option]}) =>
    option === 'inline' ? namesOf(structCalled(type, group)) : name ? [name] : [],
  );

/** A struct of a package, or of another one that the package imports. */
function structCalled(type, group) {
  const all = found.get(type.replace(/^.*\.|^\*/, '')) ?? [];
  return all.find(one => one.group === group) ?? all[0] ?? {group, fields: []};
}

/** Values that are sent although they are empty, whether or not they are then written. */
const SCALARS = ['string', 'bytes', 'boolean', 'int32', 'int64', 'float64'];

/** Numbers to names; `!` behind that of a scalar: it is written although it is empty. What JSON flattens is a map. */
function numbersOf({group, fields}, types) {
  return Object.fromEntries(
    fields.map(({type, json: [name, option], number}) => {
      if (option === 'inline') return [number, numbersOf(structCalled(type, group), types)];
      const isKept = SCALARS.includes(types[name]) && (type.startsWith('*') || option !== 'omitempty');
      return [number, `${name}${isKept ? '!' : ''}`];
    }),
  );
}

const lines = Object.entries(structs).map(([name, wanted]) => {
  const parts = name.split('.');
  const group = parts.length > 2 ? parts[0] : undefined;
  const all = (found.get(parts.at(-1)) ?? []).filter(one => group === undefined || one.group === group);
  const fitting = all.find(one => {
    const has = [...namesOf(one), 'kind', 'apiVersion'];
    return Object.keys(wanted).every(field => has.includes(field));
  });
  if (!fitting) throw new Error(`no type of Go is ${name}`);
  return `${JSON.stringify(name)}: ${JSON.stringify(numbersOf(fitting, wanted))}`;
});
const origin = `types.go of ${[api, machinery, extensions].map(dir => basename(dir)).join(', ')}, by scripts/wire-fields.js`;
writeFileSync(FILE, `{\n"origin": ${JSON.stringify(origin)},\n"structs": {\n${lines.join(',\n')}\n}\n}\n`);
