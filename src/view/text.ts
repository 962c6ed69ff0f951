import stringWidth from 'string-width';

/**
 * Nearly all text is of these: letters of ASCII, and marks of our own that take one column each. It is recognised at
 * once; any other is taken apart into what people see as one letter.
 */
const PLAIN =
  /^[\x20-\x7e\u00b7\u00d7\u2013\u2026\u2192\u2298\u2500\u2502\u2581-\u2588\u25b8\u25cb\u25d0\u25f7\u2714\u2716]*$/;

/** How many columns of a terminal a text takes, as Ink counts them. */
export const widthOf = (text: string): number => (PLAIN.test(text) ? text.length : stringWidth(text));

/** Made when it is first needed: it has Unicode's tables read, which takes as long as Node itself takes to start. */
let segmenter: Intl.Segmenter | undefined;

/** What people see as one letter, be it of one code point or of many. */
function* lettersOf(text: string): Generator<string> {
  segmenter ??= new Intl.Segmenter();
  for (const {segment} of segmenter.segment(text)) yield segment;
}

/** Cuts a text to at most `width` columns; a cut is marked by `ellipsis` in its last one. */
export function cut(text: string, width: number, ellipsis = '…'): string {
  if (width <= 0) return '';
  if (widthOf(text) <= width) return text;
  if (PLAIN.test(text)) return text.slice(0, width - 1) + ellipsis;
  let kept = '';
  let used = 0;
  for (const letter of lettersOf(text)) {
    used += stringWidth(letter);
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
  for (const letter of lettersOf(word)) {
    const columns = widthOf(letter);
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

/** A line of a document in lines that fit: what is wrapped keeps the indent of its line. */
export function wrapDocument(line: string, width: number): string[] {
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  if (!line.trim() || indent.length > width / 2) return [line.trimEnd()];
  return wrapWords(line.trim(), width - indent.length - 2).map((part, index) => `${indent}${index ? '  ' : ''}${part}`);
}
