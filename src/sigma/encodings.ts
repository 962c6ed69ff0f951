import {escapePattern} from './pattern.js';

/** Modifiers that rewrite a value into other values before it is compared; each value may become several. */
export const ENCODINGS: Readonly<Record<string, (value: string) => string[]>> = {
  base64: value => [escapePattern(bytes(value).toString('base64'))],
  base64offset: value => [0, 1, 2].map(offset => escapePattern(atOffset(bytes(value), offset))),
  wide: value => [utf16(value, 'le')],
  utf16le: value => [utf16(value, 'le')],
  utf16be: value => [utf16(value, 'be')],
  utf16: value => [`\u00ff\u00fe${utf16(value, 'le')}`, `\u00fe\u00ff${utf16(value, 'be')}`],
  windash: value => (/(^|\s)-/.test(value) ? DASHES.map(dash => value.replace(/(^|\s)-/g, `$1${dash}`)) : [value]),
};

const DASHES = ['-', '/', '–', '—', '―'];

/** Bytes are carried as characters of the same number, so that encodings can follow each other. */
const bytes = (value: string): Buffer => {
  const isBinary = [...value].every(char => char.charCodeAt(0) < 256) && value.includes('\u0000');
  return Buffer.from(value, isBinary ? 'latin1' : 'utf8');
};

function utf16(value: string, order: 'le' | 'be'): string {
  const buffer = Buffer.from(value, 'utf16le');
  return (order === 'le' ? buffer : buffer.swap16()).toString('latin1');
}

/** What base64 makes of the bytes when they begin `offset` bytes into a triple: only characters that depend on them alone. */
function atOffset(value: Buffer, offset: number): string {
  const start = [0, 2, 3][offset] ?? 0;
  const encoded = Buffer.concat([Buffer.alloc(offset, ' '), value])
    .toString('base64')
    .replace(/=+$/, '');
  const spare = (offset + value.length) % 3;
  return encoded.slice(start, spare === 0 ? encoded.length : encoded.length - 1);
}
