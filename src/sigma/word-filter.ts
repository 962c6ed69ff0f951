import type {Candidate} from './candidate.js';

/** Drops the rules that search whole events where a line has not the words that they require. */
export function withWordsIn(candidates: readonly Candidate[], line: string): readonly Candidate[] {
  if (!candidates.some(({words}) => words) || hasEscapedWord(line)) return candidates;
  const folded = line.toLowerCase();
  return candidates.filter(({words}) => words?.some(list => list.every(word => folded.includes(word))) ?? true);
}

/** What becomes letters, digits, `_` or `-` in lower case, when it is an escape: then words cannot be looked for. */
const ESCAPED_WORD = /\\u(?:00(?:2d|3\d|[4-7])|0130|212a)/i;

const hasEscapedWord = (line: string): boolean => line.includes('\\u') && ESCAPED_WORD.test(line);
