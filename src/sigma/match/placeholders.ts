/** Names with their values for `expand`, such as `{admins: ['alice', 'bob-*']}`; a value may hold wildcards. */
export type Placeholders = Readonly<Record<string, readonly string[]>>;

/** What a text with placeholders may come to. */
const MOST_TEXTS = 20_000;

/**
 * Puts every value of each `%name%` in its place; `\\%` is a percent sign.
 *
 * @throws Error for a name that has no values: Sigma asks that such a rule be refused. Also for too many texts.
 */
export function expandPlaceholders(text: string, placeholders: Placeholders): string[] {
  let begun = [''];
  let at = 0;
  for (const found of text.matchAll(/\\%|%([^%\s\\]+)%/g)) {
    const [whole, name] = found;
    const before = text.slice(at, found.index);
    const values = name === undefined ? ['%'] : valuesOf(name, placeholders);
    if (begun.length * values.length > MOST_TEXTS) {
      throw new Error(`the placeholders of "${text.slice(0, 80)}" come to more than ${MOST_TEXTS} texts`);
    }
    begun = begun.flatMap(text => values.map(value => text + before + value));
    at = found.index + whole.length;
  }
  return begun.map(start => start + text.slice(at));
}

function valuesOf(name: string, placeholders: Placeholders): readonly string[] {
  const values = Object.hasOwn(placeholders, name) ? (placeholders[name] ?? []) : [];
  if (values.length) return values;
  throw new Error(`the placeholder %${name}% has no values: give them with --placeholders FILE`);
}
