import {findingWords} from '../match/words.js';

/** Words that a line needs. */
export interface RequiredWords {
  /** All words of one of these lists stand there, in lower case. */
  lists: readonly (readonly string[])[];
  /** Finds the first of any list, in any case: one look at a line tells mostly that there is none. */
  hasFirst: (line: string) => boolean;
}

/** Of more lists than this the first words are looked for together, and no others. */
const MANY_LISTS = 64;

/** Gets ready to look for words. */
export function requiring(lists: readonly (readonly string[])[]): RequiredWords {
  const firsts = lists.map(([word]) => word ?? '');
  if (lists.length > MANY_LISTS) {
    const finds = findingWords(firsts);
    return {lists: [], hasFirst: line => finds(line.toLowerCase())};
  }
  // Beside the words, what becomes one of their letters in lower case, but is not the same in another case.
  const first = new RegExp([...firsts, '[\\u0130\\u212a]'].join('|'), 'i');
  return {lists, hasFirst: line => first.test(line)};
}

/** Drops the rules that search whole events where a line has not the words that they require. */
export function withWordsIn<T extends {words: RequiredWords | undefined}>(
  candidates: readonly T[],
  line: string,
): readonly T[] {
  if (!candidates.some(({words}) => words) || hasEscapedWord(line)) return candidates;
  return candidates.filter(({words}) => !words || (words.hasFirst(line) && hasAllOfAList(line, words)));
}

function hasAllOfAList(line: string, {lists}: RequiredWords): boolean {
  if (!lists.length) return true;
  const folded = line.toLowerCase();
  return lists.some(list => list.every(word => folded.includes(word)));
}

/** What becomes letters, digits, `_` or `-` in lower case, when it is an escape: then words cannot be looked for. */
const ESCAPED_WORD = /\\u(?:00(?:2d|3\d|[4-7])|0130|212a)/i;

const hasEscapedWord = (line: string): boolean => line.includes('\\u') && ESCAPED_WORD.test(line);
