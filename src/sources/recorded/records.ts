import {JsonEnd} from './json-end.js';

/** One record of a log: a line, or a JSON text over several lines. */
export interface LogRecord {
  text: string;
  /** Where it begins, counted from 1. */
  line: number;
  /** Why it cannot be read, where that is known without reading it. */
  problem?: string;
  /** The last line of a file that does not end with a line break: somebody may still be writing it. */
  unfinished?: true;
}

/** The longest record that is held, in characters. The API server's own lines stay below 10 million. */
export const LONGEST_RECORD = 64 * 1024 * 1024;

/**
 * The records of a log's text, some at a time. Lines are records. A JSON text that goes on over several lines is one
 * record, except for a list, of which each element is one: exports are pretty-printed lists. Empty lines and what
 * stands between the elements of a list are left out.
 *
 * No more is held than one piece and the record that is not complete; a longer record than `longest` is passed over and
 * counted as one that cannot be read.
 */
export class RecordReader {
  #records: LogRecord[] = [];
  /** The line that has no end yet. */
  #rest = '';
  #tooLong = false;
  #line: number;
  /** Where a hole of zeros is behind which no text has come yet. */
  #hole: number | undefined;
  #open: {text: string[]; length: number; line: number; end: JsonEnd} | undefined;

  /** @param line the lines before the text */
  constructor(
    readonly longest: number,
    line = 0,
  ) {
    this.#line = line;
  }

  /** The lines that have ended. */
  get line(): number {
    return this.#line;
  }

  /** Whether what comes next does not depend on what came before. */
  get isBetweenRecords(): boolean {
    return this.#rest === '' && !this.#tooLong && this.#hole === undefined && this.#open === undefined;
  }

  /** Passes over lines that somebody else has read; only between records. */
  skip(lines: number): void {
    this.#line += lines;
  }

  #done(): LogRecord[] {
    const records = this.#records;
    this.#records = [];
    return records;
  }

  /** The records that end in the next piece of the text. */
  take(piece: string): LogRecord[] {
    const lines = piece.split('\n');
    lines[0] = this.#rest + (lines[0] ?? '');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#endOfLine(line);
    if (this.#rest.length > this.longest) {
      this.#rest = '';
      this.#tooLong = true;
    }
    return this.#done();
  }

  /** What stands behind the last line break. */
  end(): LogRecord[] {
    const rest = this.#rest;
    if (rest.trim() !== '' || this.#tooLong) this.#endOfLine(rest, true);
    this.#giveUp(CUT_OFF, rest !== '' && this.#open?.line === this.#line);
    return this.#done();
  }

  #endOfLine(line: string, unfinished = false): void {
    this.#line++;
    const parts = line.includes('\0') ? line.split(/(\0+)/) : [line];
    for (const part of parts) {
      if (part.startsWith('\0')) this.#endAt(part);
      else if (part !== '' || parts.length === 1) this.#take(part, unfinished);
    }
  }

  /** A zero parts records as a line break does. Several are a hole, in which something was lost if text is around it. */
  #endAt(zeros: string): void {
    this.#giveUp(CUT_OFF);
    if (zeros.length > 1) this.#hole ??= this.#line;
  }

  #take(line: string, unfinished: boolean): void {
    if (this.#hole !== undefined && line.trim() !== '') {
      this.#records.push({text: '', line: this.#hole, problem: HOLE});
      this.#hole = undefined;
    }
    if (this.#tooLong) {
      this.#tooLong = false;
      this.#open = undefined;
      this.#records.push({text: '', line: this.#line, problem: tooLong(this.longest)});
    } else if (this.#open) this.#goOn(line);
    else this.#begin(line, unfinished);
  }

  #begin(line: string, unfinished: boolean): void {
    const text = element(line);
    if (text === '') return;
    const first = text[0];
    const last = text.at(-1);
    if ((first === '{' && last !== '}') || (first === '[' && last !== ']' && !/^\[[\w ]/.test(text))) {
      this.#open = {text: [], length: 0, line: this.#line, end: new JsonEnd()};
      this.#goOn(text);
    } else this.#records.push({text, line: this.#line, ...(unfinished && {unfinished})});
  }

  #goOn(line: string): void {
    const open = this.#open;
    if (!open) return;
    // A line that was cut off must not swallow those behind it.
    if (open.text.length > 0 && (open.end.inText || isTornEvent(open.text)) && isWholeLine(line)) {
      this.#giveUp(CUT_OFF);
      this.#begin(line, false);
      return;
    }
    open.text.push(line);
    open.length += line.length + 1;
    const end = open.end.in(line);
    if (end !== undefined) {
      this.#open = undefined;
      const tail = line.slice(end);
      const text = open.text.join('\n');
      this.#records.push({text: text.slice(0, text.length - tail.length), line: open.line});
      if (element(tail) !== '') this.#begin(tail, false);
    } else if (open.length > this.longest) this.#giveUp(tooLong(this.longest));
  }

  #giveUp(problem: string, unfinished = false): void {
    const open = this.#open;
    this.#open = undefined;
    if (open) this.#records.push({text: open.text[0] ?? '', line: open.line, problem, ...(unfinished && {unfinished})});
  }
}

const CUT_OFF = 'is cut off before its end';

const HOLE = 'is a hole of zeros, as a crash in the middle of a write leaves it';

const tooLong = (longest: number): string =>
  `is longer than ${longest / 1024 / 1024} MiB: write one event a line, for example with jq -c '.[]'`;

/** A line without what only holds a list together. */
function element(line: string): string {
  const text = line.trim();
  return text === '[' || text === ']' || text === ',' ? '' : text.replace(/^,\s*(?=[{[])/, '').replace(/,$/, '');
}

/** Whether this is an event of which the end is missing, not the first line of an export that goes on. */
const isTornEvent = ([first = '', ...others]: readonly string[]): boolean =>
  others.length === 0 && (!/[[,{]$/.test(first) || first.startsWith('{"kind":"Event"'));

/** Whether a line is an object of its own, as logs have them. */
function isWholeLine(line: string): boolean {
  if (!line.startsWith('{"') || !line.trimEnd().endsWith('}')) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
