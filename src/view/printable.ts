/**
 * Control characters, C1 controls, and the format characters that reorder or hide text: what an attacker would put into
 * a user agent or an object's name to rewrite a terminal.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/gu;

/** Text from outside, safe on a terminal and on one line: whatever is not printable becomes `�`, line ends a space. */
export const printable = (text: string): string => text.replace(/\r\n|[\n\r\t]/g, ' ').replace(UNPRINTABLE, '\uFFFD');
