import {readFileSync} from 'node:fs';
import {packaged} from '../lib/paths.js';
import type {ScenarioFile} from './schema.js';

/** Where the build puts the scenarios that it has checked: by `parsedKey` of their texts. */
export const CHECKED_FILE = ['dist', 'checked.json'] as const;

let checked: Readonly<Record<string, ScenarioFile>> | undefined;

/**
 * A scenario that ships, as the build has read it, if nothing was wrong with it: checking every one of them again was a
 * third of a short command. Only the bundle, which was made along with the file, relies on it; code that is run from its
 * sources, as in tests, may check otherwise by now.
 */
export function checkedAtBuild(key: string | undefined): ScenarioFile | undefined {
  if (key === undefined || process.env.KUBEDRILL_BUNDLED !== 'true') return undefined;
  checked ??= load();
  return Object.hasOwn(checked, key) ? checked[key] : undefined;
}

function load(): Record<string, ScenarioFile> {
  try {
    return JSON.parse(readFileSync(packaged(...CHECKED_FILE), 'utf8'));
  } catch {
    // A start without it is only slower.
    return {};
  }
}
