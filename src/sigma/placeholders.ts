/** Names with their values for `expand`, such as `{admins: ['alice', 'bob-*']}`; a value may hold wildcards. */
export type Placeholders = Readonly<Record<string, readonly string[]>>;

/**
 * Puts every value of each `%name%` in its place; `\%` is a percent sign.
 *
 * @throws Error for a name that has no values: Sigma asks that such a rule be refused.
 */
export function expandPlaceholders(text: string, placeholders: Placeholders): string[] {
  const found = /\\%|%([^%\s\\]+)%/.exec(text);
  if (!found) return [text];
  const [whole, name] = found;
  const rest = expandPlaceholders(text.slice(found.index + whole.length), placeholders);
  const values = name === undefined ? ['%'] : Object.hasOwn(placeholders, name) ? placeholders[name] : undefined;
  if (!values) throw new Error(`the placeholder %${name}% has no values`);
  return values.flatMap(value => rest.map(after => text.slice(0, found.index) + value + after));
}
