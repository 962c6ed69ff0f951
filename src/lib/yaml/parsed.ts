import {hash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {packaged} from '../paths.js';

/** Where the build puts what it has parsed: the values of YAML texts, by `parsedKey`. */
export const PARSED_FILE = ['dist', 'parsed.json'] as const;

let parsed: Record<string, unknown[]> | undefined;

/** Says of what, and how, values were parsed. */
export const parsedKey = (text: string, options: string): string => hash('sha256', `${options}\n${text}`);

/** What a text says, and the key by which the build knows it. */
export interface ParsedAtBuild {
  key: string;
  values: unknown[];
}

/**
 * The values of a YAML text without a mistake, where the build has parsed that very text. Every start needs the scenarios
 * and rules that ship, and parsing them is most of what a short command does. A text that was changed since has another
 * key, so that nothing can be out of date.
 */
export function parsedAtBuild(text: string, options: string): ParsedAtBuild | undefined {
  parsed ??= load();
  const key = parsedKey(text, options);
  const values = Object.hasOwn(parsed, key) ? parsed[key] : undefined;
  return values && {key, values};
}

function load(): Record<string, unknown[]> {
  try {
    return JSON.parse(readFileSync(packaged(...PARSED_FILE), 'utf8'));
  } catch {
    // A start without it is only slower.
    return {};
  }
}
