/** A word of a command line, or why the line cannot be split into words. */
export type Split = {words: string[]} | {mistake: string};

/** What a line is made of, the first that fits: space, comment, the two kinds of quotes, a plain stretch. */
const PIECE =
  /(?<space>\s+)|'(?<single>[^']*)'|"(?<double>(?:[^"\\]|\\.)*)"|(?<plain>(?:[^\s'"|&;<>`()\\]|\\.)+)|(?<wrong>.)/gsu;

/**
 * Splits a command line as a POSIX shell would: quotes, backslashes, comments and the given variables. Nothing else is a
 * shell's work here: pipes, redirections and substitutions are mistakes.
 */
export function splitWords(line: string, variables: Readonly<Record<string, string>> = {}): Split {
  const words: string[] = [];
  let word: string | undefined;
  for (const {groups = {}} of line.matchAll(PIECE)) {
    if (word === undefined && groups.plain?.startsWith('#')) break;
    const part = partOf(groups, variables);
    if (typeof part === 'object') return part;
    if (part !== undefined) word = (word ?? '') + part;
    else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  return {words: word === undefined ? words : [...words, word]};
}

/** What a piece adds to a word; undefined for a space, which ends it. */
function partOf(
  {single, double, plain, wrong}: Readonly<Record<string, string | undefined>>,
  variables: Readonly<Record<string, string>>,
): string | undefined | {mistake: string} {
  if (wrong !== undefined) return {mistake: mistakeOf(wrong)};
  if (single !== undefined) return single;
  if (double !== undefined) return expanded(double, variables, /\\(["\\$`])/gu);
  return plain === undefined ? undefined : expanded(plain, variables, /\\(.)/gsu);
}

const mistakeOf = (sign: string): string =>
  sign === '"' || sign === "'" ? 'a quote is not closed' : `${sign} is not understood here: one kubectl command a line`;

/** A stretch with its variables filled in and its backslashes taken away. */
function expanded(
  text: string,
  variables: Readonly<Record<string, string>>,
  escapes: RegExp,
): string | {mistake: string} {
  let unknown: string | undefined;
  const done = text.replace(/(?<!\\)\$(?:\{(\w+)\}|(\w+))/g, (_, braced?: string, bare?: string) => {
    const name = braced ?? bare ?? '';
    if (!Object.hasOwn(variables, name)) unknown ??= name;
    return variables[name] ?? '';
  });
  if (unknown === undefined) return done.replace(escapes, '$1');
  const known = Object.keys(variables).map(name => `$${name}`);
  return {mistake: `$${unknown} is not known: there is ${known.join(', ') || 'no variable'}`};
}
