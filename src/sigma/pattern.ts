/** Whether a text fits; texts come as they are, the matcher folds case where it must. */
export type TextMatcher = (text: string) => boolean;

type Token = string | typeof ANY | typeof ONE;
const ANY = Symbol('*');
const ONE = Symbol('?');

/**
 * Compiles a Sigma string: `*` any characters, `?` one, `\` takes the meaning of a following wildcard or backslash.
 * Patterns without inner wildcards become plain comparisons; the others are matched without backtracking over more
 * than one star, so that no text makes them slow.
 *
 * @see https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-rules-specification.md
 */
export function compilePattern(pattern: string, cased: boolean): TextMatcher {
  const tokens = tokenise(cased ? pattern : pattern.toLowerCase());
  const fold = cased ? (text: string) => text : (text: string) => text.toLowerCase();
  const literal = tokens.filter(t => typeof t === 'string').join('');
  if (!tokens.some(t => typeof t !== 'string')) return text => fold(text) === literal;
  const stars = tokens.filter(t => t === ANY).length;
  if (!tokens.includes(ONE)) {
    const starts = tokens[0] === ANY;
    const ends = tokens.at(-1) === ANY;
    if (stars === 2 && starts && ends) return text => fold(text).includes(literal);
    if (stars === 1 && ends) return text => fold(text).startsWith(literal);
    if (stars === 1 && starts) return text => fold(text).endsWith(literal);
  }
  return text => glob(tokens, fold(text));
}

/** Whether a pattern has no wildcards: then it is its own only match. */
export const isLiteral = (pattern: string): boolean => tokenise(pattern).every(t => typeof t === 'string');

/** The text of a pattern without wildcards, escapes resolved. */
export const literalOf = (pattern: string): string => tokenise(pattern).join('');

/** Escapes a text so that it stands for itself. */
export const escapePattern = (text: string): string => text.replace(/[\\*?]/g, '\\$&');

function tokenise(pattern: string): Token[] {
  const tokens: Token[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern.charAt(i);
    const next = pattern.charAt(i + 1);
    if (char === '\\' && (next === '*' || next === '?' || next === '\\')) {
      tokens.push(next);
      i++;
    } else tokens.push(char === '*' ? ANY : char === '?' ? ONE : char);
  }
  return tokens;
}

/** Two fingers: on a mismatch, only the newest star takes one character more. */
function glob(tokens: readonly Token[], text: string): boolean {
  let t = 0;
  let star = -1;
  let from = 0;
  let i = 0;
  while (i < text.length) {
    const token = tokens[t];
    if (token === ANY) {
      star = t++;
      from = i;
    } else if (token === ONE || token === text[i]) {
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
