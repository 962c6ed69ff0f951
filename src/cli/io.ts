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
  io.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
};

/** Writes text as a command's result, with one line end at its end. */
export const writeText = (io: Io, text: string): void => {
  io.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
};

/** A reader that went away (`| head`) is no error of ours, and a run must still clean up after itself. */
export function tolerateClosedPipes(io: Io): void {
  for (const stream of [io.stdout, io.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
