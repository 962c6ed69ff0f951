import {widthOf} from '../../view/text.js';
import {type Line, type Span, span, textOf} from './line.js';

/** Where the rest of a long line begins: below its text, and a little to the right. */
const HANG = 2;

/** Wraps a line at `width` columns, so that nothing is cut away. */
export function wrapLine(spans: Line, width: number): Line[] {
  const text = textOf(spans);
  if (widthOf(text) <= width) return [spans];
  const begin = /^ */.exec(text)?.[0].length ?? 0;
  const wrapped = new Wrapped(width, Math.min(begin, Math.floor(width / 2)) + HANG);
  for (const part of spans) {
    // Words with the spaces before them, since a line is broken between words.
    for (const word of part.text.match(/ *[^ ]+| +$/g) ?? []) wrapped.add(word, part);
  }
  return wrapped.lines;
}

class Wrapped {
  readonly lines: Span[][] = [[]];
  #used = 0;

  constructor(
    readonly width: number,
    readonly margin: number,
  ) {}

  add(word: string, look: Span): void {
    const bare = word.trimStart();
    if (this.#used + widthOf(word) <= this.width) this.#push(word, look);
    // Longer than a line, such as a path, it is broken anywhere.
    else if (widthOf(bare) > this.width - this.margin) this.#addLetters(word, look);
    else {
      this.#break();
      this.#push(bare, look);
    }
  }

  #addLetters(word: string, look: Span): void {
    for (const letter of word) {
      if (this.#used + widthOf(letter) > this.width) this.#break();
      this.#push(letter, look);
    }
  }

  #break(): void {
    this.lines.push([span(' '.repeat(this.margin))]);
    this.#used = this.margin;
  }

  #push(text: string, look: Span): void {
    const line = this.lines.at(-1);
    const last = line?.at(-1);
    if (last && last.tone === look.tone && last.bold === look.bold && this.#used > this.margin) last.text += text;
    else line?.push({...look, text});
    this.#used += widthOf(text);
  }
}
