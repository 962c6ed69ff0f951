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
