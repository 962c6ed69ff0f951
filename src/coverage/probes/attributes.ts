import type {Attribute} from '../observation.js';

/** Something that a record should say of its pod. */
export interface Asked {
  name: string;
  value: string;
  /** For labels: its key, of which stores may have replaced dots and slashes. */
  key?: string;
}

/**
 * How records say things, worst case first: what one of them does not say is not said. Products name fields as they
 * like, so that values are looked for, not names; a value that only stands inside a longer one, such as a path, can be
 * searched but not grouped by.
 */
export function attributesOf(
  fields: unknown,
  asked: readonly Asked[],
  before: Readonly<Record<string, Attribute>> = {},
): Record<string, Attribute> {
  const leaves = [...leavesOf(fields)];
  return Object.fromEntries(asked.map(one => [one.name, worse(before[one.name], found(leaves, one))]));
}

function found(leaves: readonly Leaf[], {value, key}: Asked): Attribute {
  const named = key === undefined ? leaves : leaves.filter(({path}) => plain(path).endsWith(plain(key)));
  if (named.some(leaf => leaf.text === value)) return 'field';
  return key === undefined && leaves.some(({text}) => parts(text).includes(value)) ? 'text' : 'absent';
}

/** A path of the kubelet: namespace, pod and container between slashes and underscores; or a name with a suffix. */
const parts = (text: string): string[] =>
  /\/var\/log\//.test(text)
    ? text.split(/[/_]/).flatMap(part => [part, part.replace(/-[0-9a-f]{64}\.log$/, '').replace(/\.log$/, '')])
    : [];

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');

const ORDER: readonly Attribute[] = ['field', 'text', 'absent'];

const worse = (a: Attribute | undefined, b: Attribute): Attribute =>
  a !== undefined && ORDER.indexOf(a) > ORDER.indexOf(b) ? a : b;

interface Leaf {
  path: string;
  text: string;
}

function* leavesOf(value: unknown, path = ''): Generator<Leaf> {
  if (typeof value === 'string') yield {path, text: value};
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* leavesOf(inner, path ? `${path}.${key}` : key);
}
