import {spawnSync} from 'node:child_process';
import {mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {delimiter, dirname, join, resolve} from 'node:path';
import {expect} from 'vitest';
import {HOME} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';
import {type Fence, page} from './markdown.js';

/**
 * Does what a page tells its reader to do, in an empty folder in which the built program is installed, with real
 * processes: fence by fence, in order.
 *
 * - `yaml file=PATH` is written to that file.
 * - `diff file=PATH` is applied to it: each `-` line becomes the `+` line below it.
 * - `sh` is run; it must end with 0, or with the code of `sh exit=CODE`.
 * - `text` is what the command before it has printed, on both streams.
 *
 * Returns how many outputs were compared.
 */
export function walkThrough(path: string): number {
  const folder = tempDir();
  mkdirSync(join(folder, 'node_modules', '.bin'), {recursive: true});
  symlinkSync(resolve('.'), join(folder, 'node_modules', 'kubedrill'));
  symlinkSync('../kubedrill/src/bin.js', join(folder, 'node_modules', '.bin', 'kubedrill'));
  let [cwd, printed, compared] = [folder, '', 0];
  for (const fence of page(path).fences) {
    const [kind] = fence.info.split(' ');
    const file = /\bfile=(\S+)/.exec(fence.info)?.[1];
    if (kind === 'sh') ({cwd, printed} = obey(fence, cwd));
    else if (kind === 'text') {
      expectPrinted(fence, printed);
      compared++;
    } else if (file === undefined) continue;
    else if (kind === 'diff') change(join(cwd, file), fence);
    else write(join(cwd, file), fence.text);
  }
  return compared;
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), {recursive: true});
  writeFileSync(file, text);
}

/** Exchanges the one line that a diff takes away for the one that it brings. */
function change(file: string, {text, place}: Fence): void {
  const [, before, after] = /^-(.*)\n\+(.*)\n$/.exec(text) ?? [];
  const lines = readFileSync(file, 'utf8').split('\n');
  expect(
    lines.filter(line => line === before),
    `${place} changes one line of ${file}`,
  ).toHaveLength(1);
  writeFileSync(file, lines.map(line => (line === before ? after : line)).join('\n'));
}

/** Runs a fence as one script; the folder that it changes to is that of the next. */
function obey({info, text, place}: Fence, cwd: string): {cwd: string; printed: string} {
  const where = join(tempDir(), 'cwd');
  const script = `exec 2>&1\n${text}\ncode=$?\npwd >'${where}'\nexit $code\n`;
  const env = {PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`, HOME};
  const {status, stdout} = spawnSync('sh', ['-c', script], {cwd, env, encoding: 'utf8', timeout: 170_000});
  expect(`${place} ends with ${status}\n${stdout}`).toBe(
    `${place} ends with ${/\bexit=(\d+)/.exec(info)?.[1] ?? 0}\n${stdout}`,
  );
  return {cwd: readFileSync(where, 'utf8').trim(), printed: stdout};
}

/** The whole of what was printed, line by line: `…` stands for anything, and any time for any other. */
function expectPrinted({text, place}: Fence, printed: string): void {
  const pattern = comparable(text)
    .split('…')
    .map(part => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('…')
    .replaceAll(/^…\n/gm, '(?:.*\\n)*')
    .replaceAll('…', '.*');
  const wanted = new RegExp(`^${pattern}$`);
  // Compared as texts where they differ, so that the failure shows both.
  if (!wanted.test(comparable(printed))) expect(printed, `${place} is what is printed`).toBe(text);
}

/** Without what a slow machine says beside it, the times, and the widths that hang on them. */
const comparable = (text: string): string =>
  `${text
    .replaceAll(/^kubedrill( \w+: starting|: reading .*)\n/gm, '')
    .trim()
    .replaceAll(/\d+(\.\d+)? ?(ms|s)\b/g, 'TIME')
    .replaceAll(/ +/g, ' ')}\n`;
