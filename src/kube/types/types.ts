import {ownValue} from '../../lib/json/dictionary.js';
import types from './api-types.json' with {type: 'json'};

/** What may stand in a field, and how server-side apply merges it. */
export type Type =
  | {is: 'scalar'; name: string}
  | {is: 'struct'; name: string; fields: Readonly<Record<string, string>>; atomic: boolean}
  | {is: 'map'; of: string; atomic: boolean}
  /** `keys`: its items are known by these fields; `set`: each is its own key; neither: it is one value. */
  | {is: 'list'; of: string; keys?: readonly string[]; set?: true}
  | {is: 'any'};

const structs: Readonly<Record<string, Readonly<Record<string, string>>>> = types.structs;
const kinds: Readonly<Record<string, string>> = types.kinds;
const known = new Map<string, Type>();

/** The version of Kubernetes that the types are of, such as 1.34. */
export const TYPES_VERSION = /Kubernetes (\d+\.\d+)/.exec(types.origin)?.[1] ?? '';

/** The type of a kind; undefined for one that is not known. */
export function typeOfKind(apiVersion: string, kind: string): string | undefined {
  return ownValue(kinds, `${apiVersion} ${kind}`);
}

/** A type by its text in `api-types.json`, such as `[name]v1.Container`. */
export function typeNamed(text: string): Type {
  let type = known.get(text);
  if (!type) {
    type = parsed(text);
    known.set(text, type);
  }
  return type;
}

function parsed(text: string): Type {
  if (text === 'any') return {is: 'any'};
  const list = /^\[([^\]]*)\](.*)$/.exec(text);
  if (list) {
    const [, by = '', of = ''] = list;
    if (by === '') return {is: 'list', of};
    return by === 'set' ? {is: 'list', of, set: true} : {is: 'list', of, keys: by.split(',')};
  }
  const map = /^map(!?):(.*)$/.exec(text);
  if (map) return {is: 'map', of: map[2] ?? '', atomic: map[1] === '!'};
  const name = text.replace(/~$/, '');
  const fields = ownValue(structs, name);
  // What a reference calls granular is merged, whatever its type says of itself.
  if (fields) return {is: 'struct', name, fields, atomic: text === name && types.atomic.includes(name)};
  return {is: 'scalar', name: text};
}

/** The text of a struct's or a map's type under a key; undefined for a field that there is not. */
export function innerType(type: Type, key: string): string | undefined {
  if (type.is === 'struct') return ownValue(type.fields, key);
  return type.is === 'map' ? type.of : 'any';
}
