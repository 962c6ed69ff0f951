import {createReadStream} from 'node:fs';
import {LineCutter} from './line-cutter.js';

const CHUNK = 1024 * 1024;
const BYTE_ORDER_MARK = '\ufeff';

/**
 * The lines of a file, some at a time, however long it is: no more of it is held than one piece and the line that is
 * not complete yet, and of a line that is too long its beginning. A byte order mark is not a part of the first line.
 *
 * @param blank whether blank lines are given, too: then lines can be counted
 * @throws Error of the file system.
 */
export async function* linesOf(file: string, {blank = false} = {}): AsyncGenerator<string[]> {
  const cutter = new LineCutter();
  const chosen = (lines: string[]) => (blank ? lines : lines.filter(line => line.trim() !== ''));
  let isFirst = true;
  const read = (lines: string[]): string[] => {
    const [first] = lines;
    if (isFirst && first?.startsWith(BYTE_ORDER_MARK)) lines[0] = first.slice(1);
    if (first !== undefined) isFirst = false;
    return chosen(lines);
  };
  for await (const piece of createReadStream(file, {highWaterMark: CHUNK})) yield read(cutter.push(piece as Buffer));
  const last = cutter.end();
  if (last !== undefined) yield read([last]);
}
