import {KEYWORDS} from '../match/keywords.js';
import {literalOf, parsePattern} from '../match/pattern.js';
import type {Condition, EventRule, FieldTest, Selection} from '../rule-set.js';

/** Stands for an absent field among required values. */
export const ABSENT = '';

/** What a rule requires of one thing, any of it; undefined when nothing. */
type Values = ReadonlySet<string> | undefined;

/**
 * The values of a field, in lower case, one of which an event must have for the rule to match at all; undefined when
 * the rule does not require any. It may name too much, never too little: an index built on it loses no match.
 */
export const requiredValues = (rule: EventRule, field: string): Values =>
  required(rule, test => (test.field === field ? literalsOf(test) : undefined));

/**
 * Words that stand, in one case or another, in every event that a rule over whole events matches: all words of one of
 * these lists, in lower case. Undefined when the rule looks for nothing in the whole of an event, or needs not find it.
 */
export function requiredWords(rule: EventRule): readonly (readonly string[])[] | undefined {
  let searches = false;
  const found = required(rule, test => {
    if (test.field === KEYWORDS) {
      searches = true;
      return searchedWords(test);
    }
    const words = holdsForAbsent(test) ? [] : unusualWords(test.field);
    return words.length ? new Set([words.join(' ')]) : undefined;
  });
  return searches && found ? [...found].map(words => words.toLowerCase().split(' ')) : undefined;
}

/** Of each value that is looked for anywhere, a word; undefined when one of them has none. */
function searchedWords({modifiers, values}: FieldTest): Values {
  if (modifiers.some(m => !['all', 'contains', 'cased'].includes(m))) return undefined;
  const words = values.map(value => longestFirst(wordsIn(String(value)))[0]);
  return words.every(word => word !== undefined) ? new Set(words) : undefined;
}

/**
 * The stretches of a Sigma text between wildcards and signs, each of which stands in what it fits. Not those that may
 * be of a number: a line may write it in another way, as 1e3.
 */
const wordsIn = (text: string): string[] =>
  (text.toLowerCase().match(/[a-z0-9_-]+/g) ?? []).filter(word => /[^\de-]/.test(word));

const longestFirst = (words: string[]): string[] => words.sort((a, b) => b.length - a.length);

/** Comparisons that hold for an absent field say nothing about whether it exists. */
export const holdsForAbsent = ({values, modifiers}: FieldTest): boolean =>
  values.includes(null) || modifiers.includes('neq') || (modifiers.includes('exists') && values.includes(false));

/** Words of keys that nearly every line has. */
const USUAL_WORDS = new Set(
  (
    'kind apiVersion level auditID stage requestURI verb user username uid groups extra sourceIPs userAgent objectRef ' +
    'resource namespace name apiGroup responseStatus metadata code requestObject responseObject spec status labels ' +
    'requestReceivedTimestamp stageTimestamp annotations authorization authentication kubernetes k8s io decision reason'
  ).split(' '),
);

/** The words of a path that not every line has, the longest first: its absence shows soonest. */
const unusualWords = (field: string): string[] =>
  longestFirst(field.split(/[^\w-]+/).filter(word => word !== '' && !USUAL_WORDS.has(word)));

const required = (rule: EventRule, ofTest: (test: FieldTest) => Values): Values =>
  union(rule.conditions.map(condition => ofCondition(condition, rule.selections, ofTest)));

function ofCondition(
  condition: Condition,
  selections: ReadonlyMap<string, Selection>,
  ofTest: (test: FieldTest) => Values,
): Values {
  switch (condition.type) {
    case 'not':
      return undefined;
    case 'or':
    case 'atLeast':
      // At least one part holds, whichever it is.
      return union(condition.of.map(part => ofCondition(part, selections, ofTest)));
    case 'and':
      // Every part must hold, so any one that requires something will do; the shortest list is the best index.
      return smallest(condition.of.map(part => ofCondition(part, selections, ofTest)));
    default: {
      const alternatives = selections.get(condition.name)?.alternatives ?? [];
      return union(alternatives.map(tests => smallest(tests.map(ofTest))));
    }
  }
}

/** The texts that a comparison is about, in lower case; undefined when something else decides. */
export function literalsOf({modifiers, values}: FieldTest): ReadonlySet<string> | undefined {
  if (modifiers.some(m => m !== 'cased')) return undefined;
  const texts = values.map(value =>
    value === null ? ABSENT : typeof value === 'string' ? literalOf(parsePattern(value)) : String(value),
  );
  return texts.every(text => text !== undefined) ? new Set(texts.map(text => text.toLowerCase())) : undefined;
}

/** All alternatives must require something, or the whole requires nothing. */
function union(parts: readonly Values[]): Values {
  if (!parts.length || parts.some(part => part === undefined)) return undefined;
  return new Set(parts.flatMap(part => [...(part ?? [])]));
}

function smallest(parts: readonly Values[]): Values {
  const known = parts.filter(part => part !== undefined);
  return known.sort((a, b) => a.size - b.size)[0];
}
