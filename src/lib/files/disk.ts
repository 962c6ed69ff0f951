import {dirname} from 'node:path';
import {DrillError, environmentError, usageError} from '../errors.js';
import {outOfFiles} from './open-files.js';

type Tell = (path: string) => DrillError;

/** What a file system says, what it means, and what to do: by the code of its error. */
const MEANINGS: Record<string, Tell> = {
  ENOSPC: path =>
    environmentError(`no space is left for ${path}`, [`free space in ${dirname(path)}: \`df -h\` shows it`]),
  EDQUOT: path => environmentError(`your quota has no room for ${path}`, [`free space in ${dirname(path)}: \`quota\``]),
  EFBIG: path =>
    environmentError(`${path} would be larger than a file may be here`, [
      'raise the limit: `ulimit -f unlimited`, or choose a folder on another file system',
    ]),
  EROFS: path =>
    environmentError(`${path} lies on a file system that is read-only`, ['choose another folder with --out']),
  EACCES: path =>
    environmentError(`${path} may not be written`, [`\`chmod u+rwx ${dirname(path)}\`, or another folder`]),
  EPERM: path => environmentError(`${path} may not be written`, [`\`lsattr -d ${dirname(path)}\`, or another folder`]),
  EIO: path => environmentError(`the disk of ${path} fails (EIO)`, ['look at the disk; choose another folder']),
  ENOENT: path =>
    environmentError(`${path} is gone, or cannot be there`, [
      'leave the folder of a run where it is while the run goes on',
    ]),
  ENOTDIR: path => usageError(`${path} cannot be made: a file is in the place of a folder`, ['name another folder']),
  EEXIST: path => usageError(`${path} cannot be made: a file is in the place of a folder`, ['name another folder']),
  EISDIR: path => usageError(`${path} is a folder, not a file`, ['name a file']),
  ELOOP: path => usageError(`${path} is a symbolic link, which is not followed`, ['name the folder itself']),
  ENAMETOOLONG: path => usageError(`the name ${path.slice(0, 80)}… is too long`, ['name a shorter one']),
};

/** An error of the file system about a path as one that a person can act on; any other error as it is. */
export function diskError(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (error instanceof DrillError || code === undefined) return error;
  return outOfFiles(error) ?? MEANINGS[code]?.(path) ?? error;
}

/** Does something with a path; what the file system refuses is reported so that a person can act on it. */
export function onDisk<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw diskError(error, path);
  }
}
