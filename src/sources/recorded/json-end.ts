/** A text up to its closing quote, or a bracket; what stands between them does not matter. */
const SIGN = /["{}[\]]/g;
const END_OF_TEXT = /[^"\\]*(?:\\.[^"\\]*)*"/y;

/** Finds the end of a JSON text that comes line by line, by its brackets; those in texts do not count. */
export class JsonEnd {
  #depth = 0;
  /** Whether the lines so far end inside of a text, where JSON has no line break. */
  inText = false;

  /** The place in this line behind the last bracket; undefined while one is open. */
  in(line: string): number | undefined {
    let at = this.inText ? this.#endOfText(line, 0) : 0;
    while (at < line.length) {
      SIGN.lastIndex = at;
      const sign = SIGN.exec(line);
      if (!sign) return undefined;
      at = sign.index + 1;
      if (sign[0] === '"') at = this.#endOfText(line, at);
      else if (this.#closes(sign[0])) return at;
    }
    return undefined;
  }

  #closes(bracket: string): boolean {
    this.#depth += bracket === '{' || bracket === '[' ? 1 : -1;
    return this.#depth <= 0;
  }

  #endOfText(line: string, from: number): number {
    END_OF_TEXT.lastIndex = from;
    this.inText = !END_OF_TEXT.test(line);
    return this.inText ? line.length : END_OF_TEXT.lastIndex;
  }
}

/**
 * The JSON texts of a line that holds several, one behind the other without a line break, as Firehose and collectors
 * of events write them, and what stands behind the last. Undefined where the line does not begin with a whole one.
 */
export function jsonTexts(line: string): {texts: string[]; rest: string} | undefined {
  const texts: string[] = [];
  let rest = line.trim();
  while (/^[{[]/.test(rest)) {
    const end = new JsonEnd().in(rest);
    if (end === undefined || !isJson(rest.slice(0, end))) break;
    texts.push(rest.slice(0, end));
    rest = rest.slice(end).trim();
  }
  return texts.length ? {texts, rest} : undefined;
}

/** How a message of syslog begins that says its length: `312 <134>1 `. */
const FRAME = /^(\d{1,9}) (?=<\d{1,3}>)/;

/**
 * The messages of a line that holds several, each behind its number of bytes, as syslog sends them over TCP; what is left
 * behind the last. Undefined where the line does not begin with a whole one, and where there is no other.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6587#section-3.4.1
 */
export function framedTexts(line: string): {texts: string[]; rest: string} | undefined {
  if (!FRAME.test(line)) return undefined;
  const texts: string[] = [];
  let rest = Buffer.from(line);
  for (;;) {
    const [head, digits] = FRAME.exec(rest.subarray(0, 16).toString('latin1')) ?? [];
    const end = head === undefined ? Number.POSITIVE_INFINITY : head.length + Number(digits);
    if (head === undefined || end > rest.length) break;
    texts.push(rest.subarray(head.length, end).toString('utf8'));
    rest = rest.subarray(end);
  }
  return texts.length > 0 ? {texts, rest: rest.toString('utf8').trim()} : undefined;
}

/** Whether a text is JSON from its beginning to its end. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
