/** The names that `{{ … }}` may use in every step of a scenario. */
export const TEMPLATE_NAMES = [
  'name',
  'token',
  'namespace',
  'run',
  'image',
  'node',
  'serviceAccount',
  'user',
  'index',
] as const;
export type TemplateName = (typeof TEMPLATE_NAMES)[number];

/**
 * The values of one execution: `name` and `token` are the same short unique word, `index` counts the requests of a
 * repeated step from 1. Beside the names that every scenario has stand those that its steps have saved.
 */
export type TemplateValues = Record<TemplateName, string> & Record<string, string>;

const PLACEHOLDER = /\{\{\s*([^}]*?)\s*\}\}/g;
/** `{{ "{{" }}` is a literal `{{`, as in Go's templates; in what is JSON already, the quotes are escaped. */
const LITERAL = /^(\\?["'])\{\{\1$/;

/** Fills in a text; names that are not known stay as they are, because no scenario with such a name is ever loaded. */
export const render = (text: string, values: TemplateValues): string =>
  text.replaceAll(PLACEHOLDER, (whole, name: string) => {
    if (LITERAL.test(name)) return '{{';
    return Object.hasOwn(values, name) ? (values[name] ?? whole) : whole;
  });

/** Fills in every string of a value. */
export function renderAll<T>(value: T, values: TemplateValues): T;
export function renderAll(value: unknown, values: TemplateValues): unknown {
  if (typeof value === 'string') return render(value, values);
  if (Array.isArray(value)) return value.map(item => renderAll(item, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [render(key, values), renderAll(inner, values)]),
  );
}

/** Whether a text has a `{{` that no `}}` ends: it would be sent as it stands. */
export const isUnclosed = (text: string): boolean => text.replaceAll(PLACEHOLDER, '').includes('{{');

/** The names that a text asks for, in order. */
export const namesIn = (text: string): string[] =>
  [...text.matchAll(PLACEHOLDER)].map(match => match[1] ?? '').filter(name => !LITERAL.test(name));
