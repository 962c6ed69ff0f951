import type {Key} from 'ink';
import {printable} from '../../../lib/text/printable.js';
import {widthOf} from '../../../view/text.js';
import {type Line, span} from '../../text/line.js';

/** One line of text that is being entered. */
export interface Editor {
  /** Letters as people see them, so that none is taken apart. */
  letters: readonly string[];
  /** The place of the cursor, from 0 to the number of letters. */
  at: number;
}

/** An editor with a text to begin with, and the cursor behind it. */
export function editorOf(text = ''): Editor {
  const letters = lettersOf(text);
  return {letters, at: letters.length};
}

export const editedText = ({letters}: Editor): string => letters.join('');

/** Text as it is taken: on one line, without what nobody sees. A paste may hold anything. */
const lettersOf = (text: string): string[] =>
  [...new Intl.Segmenter().segment(printable(text).replaceAll('\uFFFD', ''))].map(({segment}) => segment);

/** Puts text in at the cursor, as much of it as there is room for: `most` letters in all. */
export function insert({letters, at}: Editor, text: string, most: number): Editor {
  const added = lettersOf(text).slice(0, Math.max(0, most - letters.length));
  return {letters: [...letters.slice(0, at), ...added, ...letters.slice(at)], at: at + added.length};
}

/** A key press; one that means nothing here changes nothing. */
export function edit(editor: Editor, input: string, key: Partial<Key>, most: number): Editor {
  const {letters, at} = editor;
  const to = movedTo(editor, input, key);
  if (to !== undefined) return {letters, at: to};
  const [from, end] = deleted(editor, input, key) ?? [];
  if (from !== undefined && end !== undefined) {
    return {letters: [...letters.slice(0, from), ...letters.slice(end)], at: from};
  }
  const isText = !key.ctrl && !key.meta && !key.tab && !key.upArrow && !key.downArrow && !key.pageUp && !key.pageDown;
  return isText && input ? insert(editor, input, most) : {letters, at};
}

/** Where a key moves the cursor. */
function movedTo({letters, at}: Editor, input: string, key: Partial<Key>): number | undefined {
  if (key.leftArrow) return Math.max(0, at - 1);
  if (key.rightArrow) return Math.min(letters.length, at + 1);
  if (key.home || (key.ctrl && input === 'a')) return 0;
  return key.end || (key.ctrl && input === 'e') ? letters.length : undefined;
}

/** What a key takes away: from one place to another. */
function deleted({letters, at}: Editor, input: string, key: Partial<Key>): [number, number] | undefined {
  if (key.backspace) return [Math.max(0, at - 1), at];
  if (key.delete) return [at, at + 1];
  if (key.ctrl && input === 'u') return [0, at];
  return key.ctrl && input === 'w' ? [wordStart(letters, at), at] : undefined;
}

function wordStart(letters: readonly string[], at: number): number {
  let start = at;
  while (start > 0 && letters[start - 1] === ' ') start--;
  while (start > 0 && letters[start - 1] !== ' ') start--;
  return start;
}

/** The part of the text around the cursor that fits, with the cursor shown. */
export function editorLine({letters, at}: Editor, width: number): Line {
  const cursor = letters[at] ?? ' ';
  let from = at;
  let used = widthOf(cursor);
  while (from > 0 && used + widthOf(letters[from - 1] ?? '') <= width) used += widthOf(letters[--from] ?? '');
  let to = at + 1;
  while (to < letters.length && used + widthOf(letters[to] ?? '') <= width) used += widthOf(letters[to++] ?? '');
  return [
    span(letters.slice(from, at).join('')),
    {...span(cursor), marked: true},
    span(letters.slice(at + 1, to).join('')),
  ];
}
