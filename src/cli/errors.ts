import {DrillError, EXIT, messageOf} from '../lib/errors.js';
import {type GlobalFlags, type Io, tellLines, writeJson} from './io.js';

/** Tells an error to the person, the one place where that is done. Returns the exit code it leads to. */
export function tellError(error: unknown, io: Io, flags: GlobalFlags): number {
  const known = error instanceof DrillError;
  const exitCode = known ? error.exitCode : EXIT.bug;
  const message = known ? error.message : `${messageOf(error)}\nthis is a bug in kubedrill, not in your files`;
  const next = known ? error.nextSteps : ['run it again with --debug, and report what it prints'];
  if (flags.json) writeJson(io, {error: {message, next, exitCode}});
  tellLines(io, [...`kubedrill: ${message}`.split('\n'), ...next.map(step => `  next: ${step}`)]);
  if (flags.debug && error instanceof Error) tellLines(io, `${error.stack}\n${causeOf(error)}`.trimEnd().split('\n'));
  return exitCode;
}

const causeOf = (error: Error): string =>
  error.cause instanceof Error ? `caused by ${error.cause.stack ?? error.cause.message}\n` : '';
