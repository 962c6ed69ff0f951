/** Deeper than any alert or record: whatever looks at it later does so by recursion. */
const MOST_DEEP = 200;
/** Each value costs many times its text: these are some hundred megabytes at the most. */
const MOST_VALUES = 3_000_000;

/** A text that is not JSON, or is JSON that nobody should read. The message quotes nothing of it. */
export class JsonTextError extends Error {
  override name = 'JsonTextError';
}

/** The value of a JSON text, of bounded depth and number of values. @throws JsonTextError. */
export function parseJson(text: string): unknown {
  measure(text);
  const parsed = tryParse(text);
  if (!parsed) throw new JsonTextError('not JSON');
  return parsed.value;
}

/**
 * The values of a text of JSON: one, or several that follow each other with or without a line end between (NDJSON, JSON
 * lines, RFC 7464). None in an empty text.
 *
 * @throws JsonTextError, also where only one of several cannot be read.
 */
export function parseJsonValues(posted: string): unknown[] {
  // RFC 7464 marks where a value begins; in no other JSON does that character stand as it is.
  const text = posted.replaceAll('\u001e', ' ').trim();
  if (!text) return [];
  const ends = measure(text);
  const whole = tryParse(text);
  if (whole) return [whole.value];
  const values: unknown[] = [];
  let from = 0;
  for (const end of ends) {
    const part = tryParse(text.slice(from, end));
    if (!part) throw new JsonTextError('not JSON');
    values.push(part.value);
    from = end;
  }
  if (!values.length || text.slice(from).trim()) throw new JsonTextError('not JSON');
  return values;
}

/** The parser's own message is left out: it quotes the text. */
function tryParse(text: string): {value: unknown} | undefined {
  try {
    return {value: JSON.parse(text)};
  } catch {
    return undefined;
  }
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const OPENING = [0x5b, 0x7b];
const CLOSING = [0x5d, 0x7d];

/** Where each list or object ends that is inside of none. @throws JsonTextError for one too deep or of too many values. */
function measure(text: string): number[] {
  const ends: number[] = [];
  let [depth, values] = [0, 1];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === COMMA) values++;
    else if (OPENING.includes(code)) [depth, values] = [depth + 1, values + 1];
    else if (CLOSING.includes(code) && --depth === 0) ends.push(at + 1);
    if (depth > MOST_DEEP) throw new JsonTextError(`nested deeper than ${MOST_DEEP} levels`);
    if (values > MOST_VALUES) throw new JsonTextError(`more than ${MOST_VALUES} values`);
  }
  return ends;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at;
  }
  return text.length;
}
