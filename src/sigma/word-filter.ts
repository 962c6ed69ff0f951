import type {Candidate} from './candidate.js';

/** Words that a line needs. */
export interface RequiredWords {
  /** All words of one of these lists stand there, in lower case. */
  lists: readonly (readonly string[])[];
  /** Finds the first of any list, in any case: one look at a line tells mostly that there is none. */
  first: RegExp;
}

export const findingWords = (lists: readonly (readonly string[])[]): RequiredWords => ({
  lists,
  // Beside the words, what becomes one of their letters in lower case, but is not the same in another case.
  first: new RegExp([...lists.map(([word]) => word), '[\\u0130\\u212a]'].join('|'), 'i'),
});

/** Drops the rules that search whole events where a line has not the words that they require. */
export function withWordsIn(candidates: readonly Candidate[], line: string): readonly Candidate[] {
  if (!candidates.some(({words}) => words) || hasEscapedWord(line)) return candidates;
  return candidates.filter(({words}) => !words || (words.first.test(line) && hasAllOfAList(line, words)));
}

function hasAllOfAList(line: string, {lists}: RequiredWords): boolean {
  const folded = line.toLowerCase();
  return lists.some(list => list.every(word => folded.includes(word)));
}

/** What becomes letters, digits, `_` or `-` in lower case, when it is an escape: then words cannot be looked for. */
const ESCAPED_WORD = /\\u(?:00(?:2d|3\d|[4-7])|0130|212a)/i;

const hasEscapedWord = (line: string): boolean => line.includes('\\u') && ESCAPED_WORD.test(line);
