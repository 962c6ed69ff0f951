import {createReadStream} from 'node:fs';

const CHUNK = 1024 * 1024;

/**
 * The lines of a file, some at a time, however long it is: no more of it is held than one piece and the line that is
 * not complete yet. Empty lines are left out.
 *
 * @throws Error of the file system.
 */
export async function* linesOf(file: string): AsyncGenerator<string[]> {
  let rest = '';
  // Decoded by the stream, which keeps a character together that two pieces share.
  for await (const piece of createReadStream(file, {encoding: 'utf8', highWaterMark: CHUNK})) {
    const lines = (rest + String(piece)).split('\n');
    rest = lines.pop() ?? '';
    yield lines.filter(line => line.trim() !== '');
  }
  if (rest.trim() !== '') yield [rest];
}
