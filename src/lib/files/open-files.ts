import {type DrillError, environmentError} from '../errors.js';

/** What to do when this process may open too little. */
export const RAISE = 'raise the limit of open files, `ulimit -n 1024`, in a new shell if this one may not';
const END = 'end what holds them: `lsof` lists it; or raise the limit, `sysctl fs.file-max`';

/** What a system says when it lets a process open nothing more, file, connection or program: by the code of its error. */
const FULL: Readonly<Record<string, (cause: Error) => DrillError>> = {
  EMFILE: cause =>
    environmentError('too many files are open: this process may open no more (EMFILE)', [RAISE], {cause}),
  ENFILE: cause => environmentError('too many files are open on this machine (ENFILE)', [END], {cause}),
};

/** Causes have causes; no chain is longer than this. */
const DEEPEST = 8;

/**
 * That no more files may be opened, where an error comes from that, however deep: a request that could not connect and
 * a tool that could not be started say it in their causes.
 */
export function outOfFiles(error: unknown, depth = 0): DrillError | undefined {
  if (!(error instanceof Error) || depth > DEEPEST) return undefined;
  const full = FULL[String((error as NodeJS.ErrnoException).code)];
  if (full) return full(error);
  const under = error instanceof AggregateError ? error.errors : [];
  return [error.cause, ...under].map(cause => outOfFiles(cause, depth + 1)).find(found => found);
}

/** Does nothing, unless an error comes from too many open files: then that is what is wrong, not a file or its name. */
export function unlessOutOfFiles(error: unknown): void {
  const full = outOfFiles(error);
  if (full) throw full;
}
