import {decodedScalar, emptyScalar, goName, jsonKind, NotDecodable} from '../../../kube/types/scalars.js';
import {innerType, type Type, typeNamed} from '../../../kube/types/types.js';
import {put} from '../../../lib/json/dictionary.js';
import {isMap} from '../objects.js';

/** A value as its type has it. */
export interface Decoded {
  value: unknown;
  /** The fields that the type does not have, in the order in which they stand: they are left out. */
  unknown: string[];
}

/** Where a value stands: in messages of strict decoding, and in those of Go's encoding/json. */
interface Place {
  path: string;
  struct: string;
  field: string;
}

/**
 * A JSON value as kube-apiserver decodes it into a type of Go: what the type does not have is dropped, and null is what is
 * not there.
 *
 * @throws NotDecodable for a value of another kind than the type, in the words of Go's encoding/json.
 */
export function decodeAs(type: string, value: unknown): Decoded {
  const unknown: string[] = [];
  return {value: decoded(typeNamed(type), value, {path: '', struct: '', field: ''}, unknown), unknown};
}

function decoded(type: Type, value: unknown, place: Place, unknown: string[]): unknown {
  const cannot = (kind: string) =>
    new NotDecodable(
      `json: cannot unmarshal ${kind} into Go struct field ${place.struct}.${place.field} of type ${goTypeOf(type)}`,
    );
  if (value === undefined) return undefined;
  switch (type.is) {
    case 'any':
      return value;
    case 'scalar':
      return decodedScalar(type.name, value, cannot);
    case 'list':
      if (!Array.isArray(value)) throw cannot(jsonKind(value));
      return decodedList(typeNamed(type.of), value, place, unknown);
    default:
      if (!isMap(value)) throw cannot(jsonKind(value));
      return decodedMap(type, value, place, unknown);
  }
}

const decodedList = (of: Type, list: readonly unknown[], place: Place, unknown: string[]): unknown[] =>
  list.map((item, i) =>
    item === null ? emptyOf(of) : decoded(of, item, {...place, path: `${place.path}[${i}]`}, unknown),
  );

function decodedMap(
  type: Type & {is: 'struct' | 'map'},
  map: Record<string, unknown>,
  place: Place,
  unknown: string[],
): unknown {
  const result: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(map)) {
    const path = place.path ? `${place.path}.${key}` : key;
    const of = innerType(type, key);
    if (of === undefined) {
      unknown.push(path);
      continue;
    }
    const innerPlace = type.is === 'struct' ? within(place, type.name, key, path) : {...place, path};
    const value = inner === null ? ofNull(type, of) : decoded(typeNamed(of), inner, innerPlace, unknown);
    if (value !== undefined && !isLeftOut(type, key, value, of)) put(result, key, value);
  }
  return result;
}

/** What null comes to: nothing in a struct, but for times, and in a map what is empty. */
function ofNull(type: Type & {is: 'struct' | 'map'}, of: string): unknown {
  if (type.is === 'map') return emptyOf(typeNamed(of));
  return isShownNull(type.name, of) ? null : undefined;
}

/** Lists that are written although nothing is in them. */
const SHOWN_EMPTY = ['rules', 'containers', 'verbs', 'endpoints'];

/** A list or map of a struct in which nothing is, is not written. */
function isLeftOut(type: Type, key: string, value: unknown, of: string): boolean {
  if (type.is !== 'struct' || SHOWN_EMPTY.includes(key) || !['list', 'map'].includes(typeNamed(of).is)) return false;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

const within = ({field}: Place, struct: string, key: string, path: string): Place => ({
  path,
  struct: struct.slice(struct.lastIndexOf('.') + 1),
  field: field ? `${field}.${key}` : key,
});

/** Times that are not known are written as null, but for those of an object's metadata. */
const isShownNull = (struct: string, of: string): boolean => /time$/.test(of) && struct !== 'v1.ObjectMeta';

/** What null is as an item of a list or of a map. */
function emptyOf(type: Type): unknown {
  if (type.is === 'scalar') return emptyScalar(type.name);
  return type.is === 'struct' ? {} : null;
}

/** Go's name of a type: `[]v1.Container`, `map[string]string`. */
function goTypeOf(type: Type): string {
  switch (type.is) {
    case 'scalar':
      return goName(type.name);
    case 'struct':
      return type.name.split('.').slice(-2).join('.');
    case 'map':
      return `map[string]${goTypeOf(typeNamed(type.of))}`;
    case 'list':
      return `[]${goTypeOf(typeNamed(type.of))}`;
    default:
      return 'interface {}';
  }
}
