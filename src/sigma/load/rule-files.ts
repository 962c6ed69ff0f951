import {existsSync, readdirSync, realpathSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {messageOf, usageError} from '../../lib/errors.js';
import {unlessOutOfFiles} from '../../lib/files/open-files.js';

/**
 * The rule files that paths name, each once, however it is named.
 *
 * @throws DrillError (exit code 2) when a path does not exist, or a folder cannot be read.
 */
export function ruleFiles(paths: readonly string[]): string[] {
  const files = paths.flatMap(path => {
    if (!existsSync(path)) throw usageError(`${path} does not exist`, ['name a rule file or a folder of them']);
    return isFolder(path) ? filesIn(path) : [path];
  });
  return [...new Map(files.map(file => [realFile(file), file])).values()];
}

function filesIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, {recursive: true, encoding: 'utf8'});
    return entries
      .filter(name => /\.ya?ml$/i.test(name))
      .sort()
      .map(name => join(folder, name))
      .filter(file => !isFolder(file));
  } catch (error) {
    unlessOutOfFiles(error);
    throw usageError(`${folder} cannot be read: ${messageOf(error)}`, ['name a folder that you may read']);
  }
}

/** A link that leads nowhere is not a folder: reading it says what is wrong. */
const isFolder = (path: string): boolean => statSync(path, {throwIfNoEntry: false})?.isDirectory() ?? false;

function realFile(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
