// Files that are made from others: written, or with `--check` only compared, so that nobody edits them by hand and
// nothing is forgotten.
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

/**
 * Writes files, or with `--check` on the command line says which are not up to date and sets the exit code to 1.
 *
 * @param {Map<string, string>} files path → content
 * @param {string} command what a person runs to bring them up to date
 * @param {string[]} folders folders in which nothing but these files may be
 */
export function settle(files, command, folders = []) {
  const check = process.argv.includes('--check');
  const extra = folders.flatMap(filesIn).filter(path => !files.has(path));
  const stale = [...files].filter(([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text);
  if (check) {
    for (const [path] of stale) console.error(`${path} is not up to date: ${command}`);
    for (const path of extra) console.error(`${path} is made from nothing any more: ${command}`);
    process.exitCode = stale.length + extra.length ? 1 : 0;
    return;
  }
  for (const [path, text] of stale) {
    mkdirSync(dirname(path), {recursive: true});
    writeFileSync(path, text);
  }
  for (const path of extra) rmSync(path);
}

const filesIn = folder => (existsSync(folder) ? readdirSync(folder).map(name => join(folder, name)) : []);
