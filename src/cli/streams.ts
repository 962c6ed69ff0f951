import {EXIT} from '../lib/errors.js';
import {type Io, tellLines} from './io.js';

/**
 * What a system says where nobody reads any more: a closed pipe, a terminal that is gone. It is not an error of ours.
 */
const NOBODY_READS: readonly string[] = ['EPIPE', 'EIO', 'ENXIO', 'ECONNRESET', 'ERR_STREAM_DESTROYED', 'EBADF'];

/** The streams of a command, whatever becomes of them. */
export interface Streams {
  /** The exit code of a command that came to `code`: a result that could not be written is not a success. */
  exitCode(code: number): Promise<number>;
}

/**
 * Keeps every error of a stream away from the command: what it does, its clean-up and its reports do not depend on
 * anybody reading. A result cut off by a full disk is reported at the end.
 */
export function guardStreams(io: Io): Streams {
  let lost: NodeJS.ErrnoException | undefined;
  io.stdin.on('error', () => {});
  io.stderr.on('error', () => {});
  io.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!NOBODY_READS.includes(error.code ?? '')) lost ??= error;
  });
  return {
    exitCode: async code => {
      // A file says only after the write that it could not be written.
      await new Promise(setImmediate);
      if (!lost) return code;
      tellLines(io, [
        `kubedrill: the result could not be written to stdout: ${lost.message}`,
        '  next: free space where stdout goes to, or send it elsewhere; reports of a run are in its folder',
      ]);
      return code === EXIT.ok ? EXIT.environment : code;
    },
  };
}
