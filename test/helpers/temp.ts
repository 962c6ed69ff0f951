import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {onTestFinished} from 'vitest';

/** An empty folder that goes with the test. */
export function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'kubedrill-test-'));
  onTestFinished(() => rmSync(dir, {recursive: true, force: true}));
  return dir;
}

/** A file in a folder that goes with the test; returns its path. */
export function tempFile(name: string, content: string): string {
  const path = join(tempDir(), name);
  writeFileSync(path, content);
  return path;
}

/** Another file in the folder of a temporary file. */
export const tempFileBeside = (path: string, name: string, content: string): void =>
  writeFileSync(join(dirname(path), name), content);
