/** About this many letters are handed on at a time. */
const PIECE = 64 * 1024;

/** A value's keys in the order of their text. */
function keysInOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * A large value as JSON with sorted keys and indented by a space, in pieces that each end with a line: neither a copy of it
 * nor its whole text is ever held.
 */
export function* jsonPieces(value: unknown): Generator<string> {
  let text = '';
  for (const part of partsOf(value, '')) {
    text += part;
    if (text.length < PIECE) continue;
    const end = text.lastIndexOf('\n') + 1;
    if (end) yield text.slice(0, end);
    text = text.slice(end);
  }
  yield `${text}\n`;
}

function* partsOf(value: unknown, pad: string): Generator<string> {
  const entries = nestedIn(value);
  if (!entries?.length) {
    yield JSON.stringify(value, keysInOrder, 1).replaceAll('\n', `\n${pad}`);
    return;
  }
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  let before = open;
  for (const [key, inner] of entries) {
    yield `${before}\n${pad} ${key}`;
    yield* partsOf(inner, `${pad} `);
    before = ',';
  }
  yield `\n${pad}${close}`;
}

/** What a list or an object holds, each with the text before it; undefined for what is small enough to be written at once. */
function nestedIn(value: unknown): (readonly [string, unknown])[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const isDeep = (inner: unknown) => typeof inner === 'object' && inner !== null;
  if (!Object.values(value).some(isDeep)) return undefined;
  if (Array.isArray(value)) return value.map(inner => ['', inner] as const);
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [`${JSON.stringify(key)}: `, inner] as const);
}
