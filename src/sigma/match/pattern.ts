import {findingWords} from './words.js';

/** Whether a text fits; texts come as they are, the matcher folds case where it must. */
export type TextMatcher = (text: string) => boolean;

/** Any characters, also none: `*`. */
export const ANY = Symbol('*');
/** One character: `?`. */
export const ONE = Symbol('?');
/** One of the characters that begin a flag on Windows: what `windash` makes of each of them. */
export const DASH = Symbol('-');
export const DASHES: readonly string[] = ['-', '/', '–', '—', '―'];

/** A Sigma text, read: characters, each a string of its own, and what may stand for others. */
export type Pattern = readonly (string | typeof ANY | typeof ONE | typeof DASH)[];

/**
 * Reads a Sigma text: `*` any characters, `?` one, `\` takes the meaning of a following wildcard or backslash; before
 * anything else a backslash is itself.
 *
 * @see https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-rules-specification.md
 */
export function parsePattern(text: string): Pattern {
  const pattern: (string | symbol)[] = [];
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '\\' && /[*?\\]/.test(text.charAt(i + 1))) pattern.push(text.charAt(++i));
    else if (char === '*') pattern.push(ANY);
    else pattern.push(char === '?' ? ONE : char);
  }
  return pattern as Pattern;
}

/** Characters that all stand for themselves. */
export const literalPattern = (text: string): Pattern => text.split('');

/** The text of a pattern in which everything stands for itself; undefined when something does not. */
export function literalOf(pattern: Pattern): string | undefined {
  return pattern.every(token => typeof token === 'string') ? pattern.join('') : undefined;
}

/** Compiles alternatives into one question. Texts without wildcards are looked up, not tried one after the other. */
export function compilePatterns(patterns: readonly Pattern[], cased: boolean): TextMatcher {
  const fold = cased ? (text: string) => text : (text: string) => text.toLowerCase();
  const literals = new Set<string>();
  const affixed = new Affixed();
  const matchers: TextMatcher[] = [];
  for (const pattern of patterns) {
    const folded = pattern.map(token => (typeof token === 'string' ? fold(token) : token));
    const literal = literalOf(folded);
    if (literal !== undefined) literals.add(literal);
    else if (patterns.length < MANY_WORDS || !affixed.take(folded)) matchers.push(matcherOf(folded));
  }
  if (matchers.length > MOST_GLOBS) throw new Error(`more than ${MOST_GLOBS} values with wildcards inside of them`);
  matchers.push(...affixed.matchers());
  const [literal] = literals;
  if (!matchers.length) {
    if (literals.size === 1) return text => fold(text) === literal;
    return text => literals.has(fold(text));
  }
  const [matcher] = matchers;
  if (matcher && matchers.length === 1 && !literals.size) return text => matcher(fold(text));
  return text => {
    const folded = fold(text);
    return literals.has(folded) || matchers.some(matches => matches(folded));
  };
}

/** Whether a text fits one in which only `*` stands for others. */
export const matchesStars = (stars: string, text: string): boolean =>
  compilePatterns([stars.split('').map(char => (char === '*' ? ANY : char))], true)(text);

/** Patterns without inner wildcards become plain comparisons. */
function matcherOf(pattern: Pattern): TextMatcher {
  const tokens = pattern.filter((token, i) => token !== ANY || pattern[i - 1] !== ANY);
  const [starts, ends] = [tokens[0] === ANY, tokens.length > 1 && tokens.at(-1) === ANY];
  const literal = literalOf(tokens.slice(starts ? 1 : 0, ends ? -1 : undefined));
  if (literal === undefined) return glob(tokens);
  if (starts && ends) return text => text.includes(literal);
  return starts ? text => text.endsWith(literal) : text => text.startsWith(literal);
}

/** Characters between two stars: of fixed length, and looked for by the text that it begins with. */
interface Piece {
  tokens: Pattern;
  begin: string;
}

/** Piece by piece, each at the first place behind the one before: no text makes it slow. */
function glob(tokens: Pattern): TextMatcher {
  const pieces: Piece[] = splitAtStars(tokens).map(piece => ({tokens: piece, begin: beginOf(piece)}));
  const first = tokens[0] === ANY ? undefined : pieces.shift();
  const last = tokens.at(-1) === ANY ? undefined : pieces.pop();
  const least = (first?.tokens.length ?? 0) + (last?.tokens.length ?? 0);
  return text => {
    if (text.length < least || (first && !fitsAt(first, text, 0))) return false;
    let from = first?.tokens.length ?? 0;
    for (const piece of pieces) {
      const found = find(piece, text, from);
      if (found < 0) return false;
      from = found + piece.tokens.length;
    }
    if (!last) return tokens.includes(ANY) || from === text.length;
    const end = text.length - last.tokens.length;
    return end >= from && fitsAt(last, text, end);
  };
}

function splitAtStars(tokens: Pattern): Pattern[] {
  const pieces: Pattern[number][][] = [[]];
  for (const token of tokens) {
    if (token === ANY) pieces.push([]);
    else pieces.at(-1)?.push(token);
  }
  return pieces.filter(piece => piece.length > 0);
}

function beginOf(piece: Pattern): string {
  const end = piece.findIndex(token => typeof token !== 'string');
  return piece.slice(0, end < 0 ? undefined : end).join('');
}

function find(piece: Piece, text: string, from: number): number {
  const {begin, tokens} = piece;
  for (let at = text.indexOf(begin, from); at >= 0; at = text.indexOf(begin, at + 1)) {
    if (at + tokens.length > text.length) return -1;
    if (fitsAt(piece, text, at)) return at;
  }
  return -1;
}

function fitsAt({tokens, begin}: Piece, text: string, at: number): boolean {
  if (!text.startsWith(begin, at)) return false;
  for (let i = begin.length; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined || !fits(token, text.charAt(at + i))) return false;
  }
  return true;
}

const fits = (token: Pattern[number], char: string): boolean =>
  char !== '' && (token === char || token === ONE || (token === DASH && DASHES.includes(char)));

/** From this many values on they are looked for together: one after the other would take too long. */
const MANY_WORDS = 64;
/** Values with wildcards between their characters can only be tried one after the other. */
const MOST_GLOBS = 10_000;

/** Words that are looked for at the start of a text, at its end, or anywhere in it, each kind together. */
class Affixed {
  readonly #anywhere: string[] = [];
  readonly #starts = new Set<string>();
  readonly #ends = new Set<string>();

  /** Takes a pattern with a star before it, behind it or both; false when it is another. */
  take(pattern: Pattern): boolean {
    const [starts, ends] = [pattern[0] === ANY, pattern.length > 1 && pattern.at(-1) === ANY];
    const word = literalOf(pattern.slice(starts ? 1 : 0, ends ? -1 : undefined));
    if (word === undefined || word === '') return false;
    if (starts && ends) this.#anywhere.push(word);
    else if (starts) this.#ends.add(word);
    else this.#starts.add(word);
    return true;
  }

  matchers(): TextMatcher[] {
    const [starts, ends] = [lengthsOf(this.#starts), lengthsOf(this.#ends)];
    return [
      ...(this.#anywhere.length ? [findingWords(this.#anywhere)] : []),
      ...(starts.length ? [(text: string) => starts.some(length => this.#starts.has(text.slice(0, length)))] : []),
      ...(ends.length
        ? [(text: string) => ends.some(length => length <= text.length && this.#ends.has(text.slice(-length)))]
        : []),
    ];
  }
}

const lengthsOf = (words: ReadonlySet<string>): number[] => [...new Set([...words].map(word => word.length))];
