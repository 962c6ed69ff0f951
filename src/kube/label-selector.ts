const NAME = '[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?';
const KEY = `([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?${NAME}`;
const VALUE = `(${NAME})?`;
const VALUES = `\\(\\s*${VALUE}(\\s*,\\s*${VALUE})*\\s*\\)`;
/** One requirement: `app=web`, `tier in (a,b)`, `debug`, `!debug`. */
const REQUIREMENT = new RegExp(`^(!?\\s*${KEY}|${KEY}\\s*(==?|!=)\\s*${VALUE}|${KEY}\\s+(in|notin)\\s*${VALUES})$`);

/**
 * The first part of a label selector that is none.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 */
export const wrongRequirement = (selector: string): string | undefined =>
  selector
    .split(/,(?![^(]*\))/)
    .map(part => part.trim())
    .find(part => !REQUIREMENT.test(part));

/** A label selector as an object has it, such as a Deployment or a NetworkPolicy. */
export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: {key: string; operator: string; values?: string[]}[];
}

/**
 * Whether a selector takes these labels. An empty one, and none, take all.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 */
export function selectsLabels(
  {matchLabels = {}, matchExpressions = []}: LabelSelector = {},
  labels: Readonly<Record<string, unknown>>,
): boolean {
  const equal = Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
  return equal && matchExpressions.every(expression => fits(expression, labels));
}

function fits(
  {key, operator, values = []}: NonNullable<LabelSelector['matchExpressions']>[number],
  labels: Readonly<Record<string, unknown>>,
): boolean {
  const value = labels[key];
  if (operator === 'Exists') return value !== undefined;
  if (operator === 'DoesNotExist') return value === undefined;
  const isIn = value !== undefined && values.includes(String(value));
  return operator === 'In' ? isIn : !isIn;
}
