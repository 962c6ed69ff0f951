import {DrillError, EXIT, messageOf} from '../lib/errors.js';
import {diskError} from '../lib/files/disk.js';
import {outOfFiles} from '../lib/files/open-files.js';
import {type GlobalFlags, type Io, tellLines, writeJson} from './io.js';

/** Tells an error to the person, the one place where that is done. Returns the exit code it leads to. */
export function tellError(error: unknown, io: Io, flags: GlobalFlags): number {
  const known = knownOf(error);
  const exitCode = known ? known.exitCode : EXIT.bug;
  const message = known ? known.message : `${messageOf(error)}\nthis is a bug in kubedrill, not in your files`;
  const next = known ? known.nextSteps : ['run it again with --debug, and report what it prints'];
  if (flags.json) writeJson(io, {error: {message, next, exitCode}});
  tellLines(io, [...`kubedrill: ${message}`.split('\n'), ...next.map(step => `  next: ${step}`)]);
  if (flags.debug && error instanceof Error) tellLines(io, `${error.stack}\n${causeOf(error)}`.trimEnd().split('\n'));
  return exitCode;
}

/** What a person can act on: an error that says so, and what a file system refuses, wherever that was. */
function knownOf(error: unknown): DrillError | undefined {
  const full = error instanceof DrillError ? error : outOfFiles(error);
  if (full) return full;
  const {path, syscall} = (error ?? {}) as NodeJS.ErrnoException;
  const told = path === undefined || syscall === undefined ? error : diskError(error, path);
  return told instanceof DrillError ? told : undefined;
}

const causeOf = (error: Error): string =>
  error.cause instanceof Error ? `caused by ${error.cause.stack ?? error.cause.message}\n` : '';
