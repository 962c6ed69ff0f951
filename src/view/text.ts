/** Letters that take two columns of a terminal: East Asian wide ones and emoji. */
const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u;
const COMBINING = /\p{Mn}/u;

const columnsOf = (letter: string): number => (COMBINING.test(letter) ? 0 : WIDE.test(letter) ? 2 : 1);

/** Nearly all text is of letters that take one column each; it is recognised at once. */
const PLAIN = /^[\x20-\x7e]*$/;

/** How many columns of a terminal a text takes. */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const letter of text) width += columnsOf(letter);
  return width;
}

/** Cuts a text to at most `width` columns; a cut is marked by `ellipsis` in its last one. */
export function cut(text: string, width: number, ellipsis = '…'): string {
  if (width <= 0) return '';
  if (widthOf(text) <= width) return text;
  if (PLAIN.test(text)) return text.slice(0, width - 1) + ellipsis;
  let kept = '';
  let used = 0;
  for (const letter of text) {
    used += columnsOf(letter);
    if (used > width - 1) break;
    kept += letter;
  }
  return kept + ellipsis;
}

/** Cut or padded with spaces to exactly `width` columns, the text at the left. */
export function left(text: string, width: number, ellipsis?: string): string {
  const kept = cut(text, width, ellipsis);
  return kept + ' '.repeat(Math.max(0, width - widthOf(kept)));
}

/** Cut or padded with spaces to exactly `width` columns, the text at the right: for numbers. */
export function right(text: string, width: number, ellipsis?: string): string {
  const kept = cut(text, width, ellipsis);
  return ' '.repeat(Math.max(0, width - widthOf(kept))) + kept;
}

/** Breaks a text into lines of at most `width` columns, between words where there are any. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of text.split(' ').flatMap(w => pieces(w, width))) {
    const columns = widthOf(word);
    if (line && used + 1 + columns > width) {
      lines.push(line);
      line = word;
      used = columns;
    } else {
      used += columns + (line ? 1 : 0);
      line = line ? `${line} ${word}` : word;
    }
  }
  return line || !lines.length ? [...lines, line] : lines;
}

/** A word too long for a line, such as an object's name or a path, in pieces that fit. */
function pieces(word: string, width: number): string[] {
  if (widthOf(word) <= width) return [word];
  const parts: string[] = [];
  let part = '';
  let used = 0;
  for (const letter of word) {
    const columns = columnsOf(letter);
    if (used + columns > width && part) {
      parts.push(part);
      part = '';
      used = 0;
    }
    part += letter;
    used += columns;
  }
  return [...parts, part];
}
