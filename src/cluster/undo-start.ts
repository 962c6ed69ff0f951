import {LeftBehind, messageOf} from '../lib/errors.js';

/**
 * Removes what a failed start has made. Where that fails too, both reasons are reported, and what is left.
 *
 * @param cause why the start failed.
 * @throws LeftBehind when it could not be removed.
 */
export async function undoStart(remove: () => Promise<unknown>, what: string, cause: unknown): Promise<void> {
  try {
    await remove();
  } catch (error) {
    throw new LeftBehind([`${what} (${messageOf(error)})`], cause);
  }
}
