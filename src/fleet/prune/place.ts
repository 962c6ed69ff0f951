import {existsSync, readdirSync, readFileSync, rmdirSync, rmSync} from 'node:fs';
import {join, sep} from 'node:path';
import {usageError} from '../../lib/errors.js';
import {isS3, s3Place} from '../../lib/s3/address.js';
import {S3} from '../../lib/s3/s3.js';
import {foundRuns} from '../../run/recover/found-runs.js';
import {foldersAbove, type OldRun} from './choose.js';

/** Where results of a fleet are. Paths are below it, with `/`. */
export interface ResultsPlace {
  files(): Promise<string[]>;
  read(file: string): Promise<string>;
  /** Why a run has to stay; undefined where it may go. */
  whyKept(run: OldRun): string | undefined;
  removeRun(run: OldRun): Promise<void>;
  /** Removes a file, and folders above it that are empty then. */
  removeFile(file: string): Promise<void>;
}

/**
 * A folder, or a prefix in S3.
 *
 * @throws DrillError (exit code 2) for a folder that is not there
 */
export function resultsPlace(where: string, env: NodeJS.ProcessEnv): ResultsPlace {
  if (isS3(where)) return inS3(where, env);
  if (!existsSync(where)) {
    throw usageError(`${where} does not exist`, ['name a folder with results of `kubedrill fleet run`']);
  }
  return inFolder(where);
}

function inFolder(root: string): ResultsPlace {
  const removeEmpty = (path: string) => {
    for (const folder of foldersAbove(path)) {
      if (readdirSync(join(root, folder)).length) return;
      rmdirSync(join(root, folder));
    }
  };
  return {
    files: async () =>
      readdirSync(root, {recursive: true, withFileTypes: true})
        .filter(entry => entry.isFile())
        .map(({parentPath, name}) => join(parentPath, name).slice(join(root, sep).length).replaceAll(sep, '/')),
    read: async file => readFileSync(join(root, file), 'utf8'),
    whyKept({dir}) {
      const path = join(root, dir);
      const open = foundRuns(join(path, '..')).find(run => run.dir === path);
      return (
        open && (open.problem ?? `${path} has not cleaned up yet: \`kubedrill cleanup --out ${join(path, '..')}\``)
      );
    },
    async removeRun({dir}) {
      rmSync(join(root, dir), {recursive: true});
      removeEmpty(dir);
    },
    async removeFile(file) {
      rmSync(join(root, file));
      removeEmpty(file);
    },
  };
}

function inS3(where: string, env: NodeJS.ProcessEnv): ResultsPlace {
  const {bucket, prefix} = s3Place(where);
  const s3 = new S3(bucket, env);
  const above = prefix ? `${prefix}/` : '';
  return {
    files: async () => (await s3.keys(prefix)).map(key => key.slice(above.length)),
    read: async file => (await s3.get(above + file)).toString('utf8'),
    // What a killed run has to undo is never uploaded.
    whyKept: () => undefined,
    async removeRun({files}) {
      for (const file of files) await s3.remove(above + file);
    },
    removeFile: file => s3.remove(above + file),
  };
}
