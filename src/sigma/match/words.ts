/**
 * The question whether any of many words stands in a text, in a time that hardly grows with their number: at each place
 * the words are searched as in a dictionary. None of the words may be empty.
 */
export function findingWords(words: readonly string[]): (text: string) => boolean {
  const sorted = withoutLonger([...new Set(words)].sort(byCode));
  const begins = new Set(sorted.map(beginOf));
  return text => {
    for (let at = 0; at < text.length; at++) {
      if (mayBegin(begins, text, at) && startsOneAt(sorted, text, at)) return true;
    }
    return false;
  };
}

const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Where a shorter word stands at the beginning of a longer one, finding the shorter is enough. */
function withoutLonger(sorted: readonly string[]): string[] {
  const kept: string[] = [];
  for (const word of sorted) {
    const last = kept.at(-1);
    if (last === undefined || !word.startsWith(last)) kept.push(word);
  }
  return kept;
}

/** The first two characters of a word as a number; of a word of one, that one. */
const beginOf = (word: string): number =>
  word.length > 1 ? word.charCodeAt(0) * 0x10000 + word.charCodeAt(1) : -1 - word.charCodeAt(0);

function mayBegin(begins: ReadonlySet<number>, text: string, at: number): boolean {
  const first = text.charCodeAt(at);
  return begins.has(-1 - first) || (at + 1 < text.length && begins.has(first * 0x10000 + text.charCodeAt(at + 1)));
}

/** No word begins with another: if one begins the rest of the text, it is the last that is not behind it in order. */
function startsOneAt(sorted: readonly string[], text: string, at: number): boolean {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBehind(sorted[middle] ?? '', text, at)) high = middle;
    else low = middle + 1;
  }
  return low > 0 && text.startsWith(sorted[low - 1] ?? '', at);
}

/** Whether a word comes after the rest of a text in order: told by the first character that differs. */
function isBehind(word: string, text: string, at: number): boolean {
  for (let i = 0; i < word.length; i++) {
    if (at + i >= text.length) return true;
    const difference = word.charCodeAt(i) - text.charCodeAt(at + i);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
