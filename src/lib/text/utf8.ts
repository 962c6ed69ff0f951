import {isUtf8} from 'node:buffer';

/** Where the first byte stands that is not UTF-8, counted from 1; undefined when all of them are. */
export function firstBadByte(bytes: Buffer): {line: number; column: number} | undefined {
  if (isUtf8(bytes)) return undefined;
  // Whole lines can be asked for: a line break never is a part of another character.
  let from = 0;
  for (let line = 1; from <= bytes.length; line++) {
    const end = bytes.indexOf(0x0a, from);
    const part = bytes.subarray(from, end < 0 ? bytes.length : end);
    if (!isUtf8(part)) return {line, column: lengthOfGood(part) + 1};
    if (end < 0) break;
    from = end + 1;
  }
  return {line: 1, column: 1};
}

/** How many characters of a line come before what is wrong in it: the first that the decoder had to make up. */
function lengthOfGood(line: Buffer): number {
  const text = line.toString('utf8');
  let bytes = 0;
  let from = 0;
  for (let at = text.indexOf(MADE_UP); at >= 0; at = text.indexOf(MADE_UP, from)) {
    bytes += Buffer.byteLength(text.slice(from, at));
    if (!line.subarray(bytes, bytes + 3).equals(WRITTEN)) return at;
    bytes += WRITTEN.length;
    from = at + 1;
  }
  return text.length;
}

const MADE_UP = '\ufffd';
const WRITTEN = Buffer.from(MADE_UP);
