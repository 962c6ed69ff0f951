import {innerType, type Type, typeNamed} from '../../../kube/types/types.js';
import wire from '../../../kube/types/wire-fields.json' with {type: 'json'};
import {ownValue, put} from '../../../lib/json/dictionary.js';
import {scalarOf} from './scalars.js';
import {type Entry, entriesOf, Malformed, varintsIn} from './wire.js';

/** The fields of a struct by number. A map is a struct of Go that JSON shows as a part of the one around it. */
type Numbers = {readonly [number: string]: string | Numbers};

const structs = wire.structs as Readonly<Record<string, Numbers>>;

type Message = Record<string, unknown>;
type Struct = Type & {is: 'struct'};

/**
 * A message as the JSON that Go makes of it: what is empty and not written then is left out, and fields that are not
 * known are passed over.
 *
 * @param type a struct, as `api-types.json` names it
 * @throws Malformed
 */
export function messageOf(type: string, bytes: Uint8Array): Message {
  const struct = typeNamed(type);
  const numbers = ownValue(structs, type);
  if (struct.is !== 'struct' || numbers === undefined) throw new Malformed(`nothing is known of ${type}`);
  const message: Message = {};
  fill(message, struct, numbers, bytes);
  return message;
}

function fill(message: Message, struct: Struct, numbers: Numbers, bytes: Uint8Array): void {
  for (const {number, value} of entriesOf(bytes)) {
    const field = ownValue(numbers, String(number));
    if (field === undefined) continue;
    if (typeof field === 'object') fill(message, struct, field, bytesIn(value));
    else add(message, struct, field, value);
  }
}

/** Puts the value of a field where it belongs: behind those of its list, or into its map. */
function add(message: Message, struct: Struct, field: string, value: Entry['value']): void {
  const name = field.replace(/!$/, '');
  const text = innerType(struct, name);
  if (text === undefined) return;
  const type = typeNamed(text);
  if (type.is === 'list') {
    const list = (message[name] as unknown[] | undefined) ?? [];
    list.push(...itemsOf(type.of, value));
    message[name] = list;
  } else if (type.is === 'map') {
    const map = (message[name] as Message | undefined) ?? {};
    const [key, inner] = pairOf(type.of, bytesIn(value));
    put(map, key, inner);
    message[name] = map;
  } else {
    const read = valueAs(text, value);
    const isEmpty = type.is === 'scalar' && (read === '' || read === 0 || read === false);
    if (!isEmpty || field.endsWith('!')) message[name] = read;
  }
}

/** An item of a list; numbers may stand several together. */
function itemsOf(of: string, value: Entry['value']): unknown[] {
  const isPacked = ['int32', 'int64', 'boolean'].includes(of) && typeof value !== 'bigint';
  return isPacked ? varintsIn(value).map(item => valueAs(of, item)) : [valueAs(of, value)];
}

/** An entry of a map: its key is the first field, its value the second. */
function pairOf(of: string, bytes: Uint8Array): [string, unknown] {
  let key = '';
  let inner: unknown = valueAs(of, new Uint8Array());
  for (const {number, value} of entriesOf(bytes)) {
    if (number === 1) key = String(scalarOf('string', value));
    if (number === 2) inner = valueAs(of, value);
  }
  return [key, inner];
}

function valueAs(text: string, value: Entry['value']): unknown {
  const type = typeNamed(text);
  if (type.is === 'struct') return messageOf(type.name, bytesIn(value));
  // A list that is a value of a map is a message with that list as its one field.
  if (type.is === 'list') return [...entriesOf(bytesIn(value))].flatMap(({value: item}) => itemsOf(type.of, item));
  return scalarOf(type.is === 'scalar' ? type.name : 'any', value);
}

const bytesIn = (value: Entry['value']): Uint8Array => {
  if (typeof value === 'bigint') throw new Malformed('a number stands where a message belongs');
  return value;
};
