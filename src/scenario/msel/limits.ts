/** No list of injects is longer, and none larger. */
export const MOST_ROWS = 5000;
export const MOST_BYTES = 5 * 1024 * 1024;
/** What a list may hold unpacked. */
export const MOST_UNPACKED = 32 * 1024 * 1024;

/** A list that cannot be read; the message says why, without the name of its file. */
export class Unreadable extends Error {
  override name = 'Unreadable';
}
