import {RE2JS} from 're2js';

/** Labels of an alert. */
export type Labels = Readonly<Record<string, string>>;

/** Whether an alert with these labels is meant. */
export type Matcher = (labels: Labels) => boolean;

/** What a route says of whom it takes: `matchers`, and `match` and `match_re` of before version 0.22. */
export interface MatcherConfig {
  matchers?: readonly string[] | undefined;
  match?: Readonly<Record<string, string>> | undefined;
  match_re?: Readonly<Record<string, string>> | undefined;
}

const QUOTED = /^"((?:[^"\\]|\\.)*)"$/;
const FORM = /^\s*("(?:[^"\\]|\\.)*"|[^\s=!~"{}]+?)\s*(=~|!~|!=|=)\s*(.*?)\s*$/s;

/**
 * Everything that a route asks of labels. A label that is absent is empty, and a pattern must match the whole value.
 *
 * @throws Error when a matcher cannot be read.
 * @see https://prometheus.io/docs/alerting/latest/configuration/#matcher
 */
export function matcherOf({matchers = [], match = {}, match_re: patterns = {}}: MatcherConfig): Matcher {
  const all = [
    ...matchers.flatMap(text => parts(text)).map(parse),
    ...Object.entries(match).map(([name, value]) => compare(name, '=', value)),
    ...Object.entries(patterns).map(([name, value]) => compare(name, '=~', value)),
  ];
  return labels => all.every(matches => matches(labels));
}

/** One text may hold several, `{a="1", b!="2"}`: a comma inside of quotes parts nothing. */
const parts = (text: string): string[] =>
  text
    .replace(/^\s*\{(.*)\}\s*$/s, '$1')
    .match(/(?:"(?:[^"\\]|\\.)*"|[^,"])+/g)
    ?.filter(part => part.trim()) ?? [];

function parse(text: string): Matcher {
  const [, name = '', operator = '', value = ''] = FORM.exec(text) ?? [];
  if (!name) throw new Error(`${text} is not a matcher`);
  return compare(unquoted(name), operator, unquoted(value));
}

const unquoted = (text: string): string => {
  const inner = QUOTED.exec(text)?.[1];
  return inner === undefined ? text : inner.replace(/\\(.)/gs, (_, char: string) => (char === 'n' ? '\n' : char));
};

/** A matcher of a silence, as the API has it. */
export const labelMatcher = ({
  name,
  value,
  isRegex,
  isEqual,
}: {
  name: string;
  value: string;
  isRegex: boolean;
  isEqual: boolean;
}): Matcher => compare(name, isEqual ? (isRegex ? '=~' : '=') : isRegex ? '!~' : '!=', value);

function compare(name: string, operator: string, value: string): Matcher {
  const of = (labels: Labels): string => labels[name] ?? '';
  if (operator === '=') return labels => of(labels) === value;
  if (operator === '!=') return labels => of(labels) !== value;
  const pattern = RE2JS.compile(value, RE2JS.DOTALL);
  return operator === '=~' ? labels => pattern.matches(of(labels)) : labels => !pattern.matches(of(labels));
}
