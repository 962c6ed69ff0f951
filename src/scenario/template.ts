/** The names that `{{ … }}` may use in the steps of a scenario. */
export const TEMPLATE_NAMES = ['name', 'token', 'namespace', 'run', 'image', 'node', 'serviceAccount', 'user'] as const;
export type TemplateName = (typeof TEMPLATE_NAMES)[number];

/** The values of one execution: `name` and `token` are the same short unique word. */
export type TemplateValues = Record<TemplateName, string>;

const PLACEHOLDER = /\{\{\s*([^}]*?)\s*\}\}/g;

const isTemplateName = (name: string): name is TemplateName => TEMPLATE_NAMES.some(known => known === name);

/** Fills in a text; names that are not known stay as they are, for `lint` has refused them. */
export const render = (text: string, values: TemplateValues): string =>
  text.replaceAll(PLACEHOLDER, (whole, name: string) => (isTemplateName(name) ? values[name] : whole));

/** Fills in every string of a value. */
export function renderAll(value: unknown, values: TemplateValues): unknown {
  if (typeof value === 'string') return render(value, values);
  if (Array.isArray(value)) return value.map(item => renderAll(item, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [render(key, values), renderAll(inner, values)]),
  );
}

/** The names in a text that no execution could fill in. */
export const unknownNames = (text: string): string[] =>
  [...text.matchAll(PLACEHOLDER)].map(match => match[1] ?? '').filter(name => !isTemplateName(name));
