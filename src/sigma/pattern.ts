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
  const matchers: TextMatcher[] = [];
  for (const pattern of patterns) {
    const literal = literalOf(pattern);
    if (literal !== undefined) literals.add(fold(literal));
    else matchers.push(matcherOf(pattern.map(token => (typeof token === 'string' ? fold(token) : token))));
  }
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

/** Patterns without inner wildcards become plain comparisons. */
function matcherOf(pattern: Pattern): TextMatcher {
  const tokens = pattern.filter((token, i) => token !== ANY || pattern[i - 1] !== ANY);
  const [starts, ends] = [tokens[0] === ANY, tokens.length > 1 && tokens.at(-1) === ANY];
  const literal = literalOf(tokens.slice(starts ? 1 : 0, ends ? -1 : undefined));
  if (literal === undefined) return text => glob(tokens, text);
  if (starts && ends) return text => text.includes(literal);
  return starts ? text => text.endsWith(literal) : text => text.startsWith(literal);
}

/** Two fingers: on a mismatch only the newest star takes one character more, so that no text makes it slow. */
function glob(tokens: Pattern, text: string): boolean {
  let t = 0;
  let star = -1;
  let from = 0;
  let i = 0;
  while (i < text.length) {
    const token = tokens[t];
    if (token === ANY) {
      star = t++;
      from = i;
    } else if (token !== undefined && fits(token, text.charAt(i))) {
      t++;
      i++;
    } else if (star >= 0) {
      t = star + 1;
      i = ++from;
    } else return false;
  }
  while (tokens[t] === ANY) t++;
  return t === tokens.length;
}

const fits = (token: Pattern[number], char: string): boolean =>
  token === char || token === ONE || (token === DASH && DASHES.includes(char));
