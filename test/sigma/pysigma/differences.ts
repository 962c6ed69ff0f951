import type {Answer} from './ask.js';
import type {Question} from './generate.js';

/** A way in which kubedrill and pySigma differ on purpose: who is followed, and the section that decides. */
export interface Difference {
  what: string;
  /** Of the Sigma specification 2.1.0. */
  section: string;
  holds: (question: Question, ours: Answer, theirs: Answer) => boolean;
}

const errorOf = (answer: Answer): string => ('error' in answer ? answer.error : '');
const weRefuse = (pattern: RegExp) => (_: Question, ours: Answer, theirs: Answer) =>
  pattern.test(errorOf(ours)) && !('error' in theirs);
const theyRefuse =
  (pattern: RegExp, name = /(?:)/) =>
  (q: Question, ours: Answer, theirs: Answer) =>
    pattern.test(errorOf(theirs)) && name.test(q.name) && !('error' in ours);
const otherMatches = (name: RegExp) => (q: Question, ours: Answer, theirs: Answer) =>
  name.test(q.name) && !('error' in ours) && !('error' in theirs);

/** A placeholder, and what would be made of its name in its stead. */
const BESIDE_EXPAND =
  /\|expand\|.*(?:base64|utf16|wide|cased|re\b|cidr)|(?:base64\w*|utf16\w*|wide|cased|cidr)\|.*expand/;

/** Every difference that is meant. One that nothing needs any more fails the test, as one that is missing does. */
export const DIFFERENCES: readonly Difference[] = [
  {
    what: 'utf16le is known, beside its alias wide',
    section: 'Modifiers appendix, Encoding',
    holds: theyRefuse(/Unknown modifier 'utf16le'/),
  },
  {
    what: 'contains, startswith, endswith and cased take numbers and truth values as texts',
    section: 'Modifiers appendix, Generic Modifiers: on all types of fields',
    holds: theyRefuse(
      /Modifier Sigma(?:Contains|Startswith|Endswith|CaseSensitive)Modifier incompatible to value type of '(?:-?[\d.]+|True|False)'/,
    ),
  },
  {
    what: 'all with one value is refused',
    section: 'Modifiers appendix, Generic Modifiers: single item values are not allowed',
    holds: weRefuse(/all is about several values/),
  },
  {
    what: 'null stands alone: not in a list, and not among words',
    section: 'Rules, Special Field Values; Keywords search',
    holds: (q, ours, theirs) =>
      /null/.test(q.name) && weRefuse(/null stands alone|a selection is a map of fields/)(q, ours, theirs),
  },
  {
    what: 'an empty list is refused, not taken for null',
    section: 'Rules, Special Field Values: a null value is defined with null',
    holds: weRefuse(/there is no value$/),
  },
  {
    what: 'words are texts, numbers and truth values, not lists',
    section: 'Rules, Lists',
    holds: (q, ours, theirs) =>
      q.name.startsWith('words [[') && weRefuse(/a selection is a map of fields/)(q, ours, theirs),
  },
  {
    what: 'all and neq may stand before re, cidr and exists: they change no value',
    section: 'Modifiers appendix, Generic Modifiers',
    holds: theyRefuse(/only applicable to unmodified/, /\|(?:all|neq)\|.*(?:re|cidr|exists)/),
  },
  {
    what: 'a time has one part taken out of it',
    section: 'Modifiers appendix, Time Modifiers: a numeric value from a date',
    holds: weRefuse(/(?:minute|hour|day|week|month|year) (?:and \w+ are two comparisons|is there twice)/),
  },
  {
    what: 'parts of times are whole numbers: a fraction is not cut off',
    section: 'Modifiers appendix, Time Modifiers: number between',
    holds: otherMatches(/\|(?:minute|hour|day|week|month|year)\b.*: 1\.5$/),
  },
  {
    what: 'cased compares two fields with case',
    section: 'Modifiers appendix, Generic Modifiers: cased',
    holds: (...asked) =>
      otherMatches(/\|cased\|.*fieldref|fieldref.*\|cased/)(...asked) ||
      theyRefuse(/CaseSensitiveModifier incompatible .*SigmaFieldReference/)(...asked),
  },
  {
    what: 'fieldref takes the name of a field, not an encoded or an empty text',
    section: 'Modifiers appendix, Specific Modifiers: fieldref of a plain string',
    holds: weRefuse(
      /(?:windash|wide|utf16|utf16be|utf16le|base64|base64offset|expand) does not go with fieldref|fieldref needs the name of a field/,
    ),
  },
  {
    what: 'expressions are texts',
    section: 'Modifiers appendix, String Modifiers: only on string values',
    holds: weRefuse(/re takes texts|\|re: a value must be a text/),
  },
  {
    what: 'a placeholder stands for its values before anything else is made of them; pySigma puts them in at the end',
    section: 'Rules, Placeholders; Value Modifiers: applied to the value',
    holds: ({name}, ours, theirs) => BESIDE_EXPAND.test(name) && !('error' in ours && 'error' in theirs),
  },
  {
    what: 'any text can be encoded, also one that was before',
    section: 'Modifiers appendix, Encoding',
    holds: theyRefuse(/(?:UTF-16|UTF-16BE|Wide) modifier only allowed for/),
  },
  {
    what: 'a rule is YAML 1.2: yes, off, 010 and 1_000 are what they are there',
    section: 'Rules, Yaml File',
    holds: (q, ours, theirs) =>
      /^(?:words )?(?:yes|off|010|0o10|1_000)$/.test(q.name) && !('error' in ours && 'error' in theirs),
  },
  {
    what: 'a whole number beyond 2^53 is the digits that are written',
    section: 'Rules, General: all values are treated as strings',
    holds: otherMatches(/^(?:words )?9007199254740993$/),
  },
  {
    what: 'operators of conditions in any case',
    section: 'Rules, Condition: Logical AND/OR',
    holds: (q, ours, theirs) =>
      q.about === 'conditions' && theyRefuse(/SigmaConditionError/, /\b(?:AND|NOT|OR|All)\b/)(q, ours, theirs),
  },
  {
    what: 'N of a pattern, an extension',
    section: 'Rules, Condition: 1/all of search-identifier-pattern',
    holds: (q, ours, theirs) =>
      q.about === 'conditions' && theyRefuse(/SigmaConditionError/, /\b2 of\b/)(q, ours, theirs),
  },
  {
    what: 'a range of two comparisons in a correlation',
    section: 'Correlation, Condition: to define a range',
    holds: theyRefuse(/exactly one condition item/, /gt: 1, lte: 5/),
  },
  {
    what: 'a field, a percentile or several fields only where the correlation counts them',
    section: 'Correlation, Correlation Types: requires',
    holds: weRefuse(/counts no field|takes no percentile|takes one field|temporal_ordered needs all/),
  },
];
