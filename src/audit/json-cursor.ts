const [QUOTE, COLON, BACKSLASH, OPEN, CLOSE, OPEN_LIST, CLOSE_LIST] = ['"', ':', '\\', '{', '}', '[', ']'].map(c =>
  c.charCodeAt(0),
) as [number, number, number, number, number, number, number];

/**
 * A place in a line of compact JSON. Every method goes on from it, and says whether it could; where it could not, the
 * place means nothing more. It asks for strings with the engine's own search, which is what makes it quick.
 */
export class JsonCursor {
  constructor(
    readonly text: string,
    public at: number,
  ) {}

  /** Goes past a text that stands here. */
  accept(text: string): boolean {
    if (!this.text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  /** A key with its colon; undefined when it is written with escapes or blanks. */
  key(): string | undefined {
    if (this.text.charCodeAt(this.at) !== QUOTE) return undefined;
    this.at++;
    const key = this.restOfString();
    return key !== undefined && this.text.charCodeAt(this.at++) === COLON ? key : undefined;
  }

  /** What is left of a string without escapes, whose quote has been passed. */
  restOfString(): string | undefined {
    const end = this.text.indexOf('"', this.at);
    if (end < 0) return undefined;
    const value = this.text.slice(this.at, end);
    this.at = end + 1;
    return value.includes('\\') ? undefined : value;
  }

  /** As `restOfString`, of any string, without reading it. */
  skipRestOfString(): boolean {
    let end = this.text.indexOf('"', this.at);
    while (end > 0 && this.#isEscaped(end)) end = this.text.indexOf('"', end + 1);
    this.at = end + 1;
    return end > 0;
  }

  /** A number of three digits: an HTTP status. */
  status(): string | undefined {
    const value = this.text.slice(this.at, this.at + 3);
    this.at += 3;
    return /^[1-9]\d\d$/.test(value) && /[,}]/.test(this.text.charAt(this.at)) ? value : undefined;
  }

  /** Goes past a value of any kind. */
  skipValue(): boolean {
    const code = this.text.charCodeAt(this.at);
    if (code === QUOTE) {
      this.at++;
      return this.skipRestOfString();
    }
    return code === OPEN || code === OPEN_LIST ? this.#skipNested() : this.#skipLiteral();
  }

  /** An odd number of backslashes stands before it. */
  #isEscaped(place: number): boolean {
    let from = place;
    while (this.text.charCodeAt(from - 1) === BACKSLASH) from--;
    return (place - from) % 2 === 1;
  }

  #skipNested(): boolean {
    let depth = 0;
    while (this.at < this.text.length) {
      const code = this.text.charCodeAt(this.at++);
      if (code === QUOTE) {
        if (!this.skipRestOfString()) return false;
      } else if (code === OPEN || code === OPEN_LIST) depth++;
      else if ((code === CLOSE || code === CLOSE_LIST) && --depth === 0) return true;
    }
    return false;
  }

  /** A number, true, false or null. */
  #skipLiteral(): boolean {
    const from = this.at;
    while (/[\w.+-]/.test(this.text.charAt(this.at))) this.at++;
    return this.at > from;
  }
}
