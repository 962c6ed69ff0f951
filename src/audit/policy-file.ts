import {messageOf, usageError} from '../lib/errors.js';
import {unlessOutOfFiles} from '../lib/files/open-files.js';
import {readText} from '../lib/files/read-text.js';
import {parsePolicy} from './policy.js';

/** An audit policy as it was read: its text, and what that says. */
export type PolicyFile = ReturnType<typeof parsePolicy> & {text: string};

/**
 * Reads an audit policy from its file, as the API server would: one with which it would not start is refused.
 *
 * @throws DrillError (exit code 2) when the file cannot be read, or with every problem of it and its place.
 */
export function readPolicy(file: string): PolicyFile {
  let text: string;
  try {
    text = readText(file);
  } catch (error) {
    unlessOutOfFiles(error);
    throw usageError(`the audit policy ${file} ${messageOf(error)}`, ['name a file with --audit-policy']);
  }
  return {text, ...parsePolicy(text, file)};
}
