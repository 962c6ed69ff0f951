import {writeOutput} from '../lib/files/files.js';
import {printable, printableJson, printableText} from '../lib/text/printable.js';
import {prefersAscii} from '../tui/terminal.js';

/** What a command reads from and writes to; the process itself, or a stand-in that is as real. */
export interface Io {
  env: NodeJS.ProcessEnv;
  stdin: NodeJS.ReadStream;
  /** The result. */
  stdout: NodeJS.WriteStream;
  /** Progress and errors. */
  stderr: NodeJS.WriteStream;
}

/** Where a command tells of its progress. */
export interface Told {
  stderr: {write(text: string): unknown};
}

/** Flags that mean the same for every command. */
export interface GlobalFlags {
  json?: boolean;
  quiet?: boolean;
  color?: boolean;
  debug?: boolean;
}

/** Whether symbols have to be plain: when asked for, or on a terminal whose locale has nothing else. */
export const wantsAscii = (io: Io, flags: {ascii?: boolean}): boolean =>
  flags.ascii ?? (io.stdout.isTTY === true && prefersAscii(io.env));

/** Writes one JSON document as a command's result. */
export const writeJson = (io: Io, value: unknown): void => {
  io.stdout.write(`${printableJson(value, 2)}\n`);
};

/** Writes text as a command's result, with one line end at its end; says whether there is room for more. */
export const writeText = (io: Io, text: string): boolean =>
  io.stdout.write(printableText(text.endsWith('\n') ? text : `${text}\n`));

/** Writes text as a command's result: to the file of `--output`, as it is, or to stdout where none is named. */
export function writeResult(text: string, output: string | undefined, io: Io): void {
  if (output === undefined) writeText(io, text);
  else writeOutput(output, text);
}

/** Writes lines as a command's result: whatever stands in one, it stays one line. */
export const writeLines = (io: Io, lines: readonly string[]): boolean =>
  writeText(io, lines.map(line => `${printable(line)}\n`).join(''));

/** Writes text beside the result: progress, and errors. */
export const tellText = (io: Told, text: string): void => {
  io.stderr.write(printableText(text));
};

/** Writes lines beside the result: whatever stands in one, it stays one line. */
export const tellLines = (io: Told, lines: readonly string[]): void =>
  tellText(io, lines.map(line => `${printable(line)}\n`).join(''));

/** Clears the screen of a terminal and puts the cursor at its top, so that what is written next stands alone. */
export const clearScreen = ({stdout}: Io): void => {
  if (stdout.isTTY) stdout.write('\u001b[2J\u001b[3J\u001b[H');
};
