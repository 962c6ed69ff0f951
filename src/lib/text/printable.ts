/**
 * What an attacker would put into a user agent, a file's name or a log to rewrite a terminal or to hide text: control
 * characters (C0, DEL, C1), lone surrogates, line separators, and whatever reorders text or takes no room.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029\uFFF9-\uFFFB]/gu;

/** Most text by far has none of these; telling so is quicker than replacing nothing. */
const PLAIN = /^[\x20-\x7e]*$/;

/** Emoji and text presentation of the letter before: common in people's own titles, and harmless. */
const PRESENTATION = /[\uFE0E\uFE0F]/g;

/** Text from outside, safe on a terminal and on one line: what is not printable becomes `�`, line ends a space. */
export const printable = (text: string): string =>
  PLAIN.test(text) ? text : masked(text.replace(/\r\n|[\n\r\t]/g, ' '));

/** As `printable`, of a text of many lines: line ends and tabs stay. */
export const printableText = (text: string): string =>
  text.replace(/\r\n/g, '\n').replace(/[^\n\t]+/g, part => (PLAIN.test(part) ? part : masked(part)));

/**
 * JSON whose strings are the same to every reader, and safe on a terminal: what is not printable is written as an
 * escape. `JSON.stringify` alone does so for C0 only.
 */
export const printableJson = (value: unknown, indent?: number): string =>
  (JSON.stringify(value, null, indent) ?? 'null').replace(UNPRINTABLE, found =>
    found === '\n' ? found : escaped(found),
  );

const masked = (text: string): string => text.replace(PRESENTATION, '').replace(UNPRINTABLE, '\uFFFD');

const escaped = (letter: string): string =>
  Array.from({length: letter.length}, (_, i) => `\\u${letter.charCodeAt(i).toString(16).padStart(4, '0')}`).join('');
