import {readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import type {InstallableStack} from '../../cluster/install/definition.js';
import {writeAtomic} from '../../lib/files/files.js';
import {packaged} from '../../lib/paths.js';
import type {Secret} from '../../lib/secret.js';

/** Where the stack file of an installed stack is kept, with the secrets that it refers to. */
export const stackFolder = (out: string, cluster: string, stack: string): string =>
  join(out, 'stacks', cluster.replace(/[^\w.-]/g, '_'), stack);

/**
 * Writes the stack file to use with `run --stack`, and beside it the secrets that it names, readable by their owner only.
 *
 * @returns the path of the stack file.
 */
export function writeStackFolder(
  folder: string,
  stack: Pick<InstallableStack, 'dir' | 'files'>,
  secrets: ReadonlyMap<string, Secret>,
): string {
  for (const key of stack.files) writeAtomic(join(folder, key), secrets.get(key)?.reveal() ?? '', 0o600);
  const text = readFileSync(join(stack.dir, 'stack.yaml'), 'utf8');
  const file = join(folder, 'stack.yaml');
  writeAtomic(file, text.replace('../../schemas', packaged('schemas')));
  return file;
}

/** Takes the folder away again. */
export const removeStackFolder = (folder: string): void => rmSync(folder, {recursive: true, force: true});
