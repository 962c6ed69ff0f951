import {readFileSync} from 'node:fs';
import {usageError} from '../lib/errors.js';
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
    text = readFileSync(file, 'utf8');
  } catch {
    throw usageError(`the audit policy ${file} cannot be read`, ['name a file with --audit-policy']);
  }
  return {text, ...parsePolicy(text, file)};
}
