import {createReadStream, type Dirent, existsSync, globSync, readdirSync, statSync} from 'node:fs';
import {join, sep} from 'node:path';
import {Readable} from 'node:stream';
import {messageOf, usageError} from '../../lib/errors.js';
import {unlessOutOfFiles} from '../../lib/files/open-files.js';
import {isS3, s3Place} from '../../lib/s3/address.js';

/** One recorded log: a file, a pipe, or standard input. */
export interface LogInput {
  /** As messages name it: its path, or `standard input`. */
  name: string;
  /** Where it is a file: what can be read without a stream, which takes a fifth of the time of reading. */
  path?: string;
  open(): Readable;
}

const NEXT = [
  'name a recorded audit log: a file, a folder of rotated logs, s3://BUCKET/PREFIX, or - for standard input',
];

/**
 * The logs that `--log` names, in the order of their time: a folder, or a place in S3, stands for the logs in it, and a
 * pattern (`logs/*.gz`) for those that are like it, the rotated ones first.
 *
 * @param stdin what `-` reads
 * @param env who asks S3, as the tools of AWS have it
 * @throws DrillError (exit code 2) for what cannot be a log, (3) for a server that does not answer.
 */
export async function logInputs(
  names: readonly string[],
  {stdin, env}: {stdin: NodeJS.ReadStream; env: NodeJS.ProcessEnv},
): Promise<LogInput[]> {
  const inputs: LogInput[] = [];
  for (const name of names) {
    if (name === '-') inputs.push(standardInput(stdin));
    else inputs.push(...(isS3(name) ? await inputsInS3(name, env) : inputsAt(name)));
  }
  if (inputs.length === 0) throw usageError('--log is missing', NEXT);
  return inputs;
}

/** The logs below a prefix; where nothing is, the object of that name. */
async function inputsInS3(where: string, env: NodeJS.ProcessEnv): Promise<LogInput[]> {
  const {bucket, prefix} = s3Place(where);
  // Loaded here: what asks servers takes 10 MiB in each thread, and most logs are files.
  const {S3} = await import('../../lib/s3/s3.js');
  const s3 = new S3(bucket, env);
  const below = (await s3.keys(prefix)).filter(key => !key.endsWith('/') && !/(^|\/)\./.test(key.slice(prefix.length)));
  if (below.length === 0 && prefix === '') throw usageError(`${where} is a bucket without a log`, NEXT);
  return (below.length ? below.sort(byTime) : [prefix]).map(key => ({
    name: `s3://${bucket}/${key}`,
    open: () => Readable.from(s3.pieces(key), {objectMode: false, highWaterMark: CHUNK}),
  }));
}

function standardInput(stdin: NodeJS.ReadStream): LogInput {
  if (stdin.isTTY) throw usageError('--log - reads standard input, which is a terminal here', ['pipe a log into it']);
  return {name: 'standard input', open: () => stdin};
}

function inputsAt(path: string): LogInput[] {
  if (GLOB.test(path) && !existsSync(path)) return inputsLike(path);
  const kind = kindOf(path);
  if (kind === 'folder') {
    const files = filesIn(path, 0);
    if (files.length === 0) throw usageError(`${path} is a folder without a log`, NEXT);
    return files.sort(byTime).map(fileInput);
  }
  return [fileInput(path)];
}

/** What a shell would have expanded, had it not been quoted. */
const GLOB = /[*?[\]{}]/;

/** The logs whose paths are like a pattern. Hidden files are passed over, as in folders. */
function inputsLike(pattern: string): LogInput[] {
  const found = globSync(pattern).filter(path => !path.split(sep).some(part => /^\.[^.]/.test(part)));
  const files = found.filter(path => kindOf(path) === 'file');
  if (files.length === 0) throw usageError(`no file is like ${pattern}`, NEXT);
  return files.sort(byTime).map(fileInput);
}

const fileInput = (path: string): LogInput => ({
  name: path,
  ...(statSync(path).isFile() && {path}),
  open: () => createReadStream(path, {highWaterMark: CHUNK}),
});

/** This many bytes are read at a time: of larger pieces more lines outlive a collection of garbage. */
export const CHUNK = 256 * 1024;

/** A log may also be a pipe: `<(zcat audit.log.gz)`, `/dev/stdin`. */
function kindOf(path: string): 'folder' | 'file' {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) return 'folder';
    if (stat.isFile() || stat.isFIFO() || stat.isCharacterDevice()) return 'file';
  } catch (error) {
    unlessOutOfFiles(error);
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw usageError(missing ? `${path} is not a file: it does not exist` : `${path}: ${messageOf(error)}`, NEXT);
  }
  throw usageError(`${path} is not a file`, NEXT);
}

/** Exports lie in folders by date; deeper than this is somebody's home. */
const DEEPEST = 8;

/** Files in a folder and those below it. Links and hidden files are passed over. */
function filesIn(folder: string, depth: number): string[] {
  return entriesOf(folder).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.')) return [];
    if (entry.isDirectory()) return depth < DEEPEST ? filesIn(path, depth + 1) : [];
    return entry.isFile() ? [path] : [];
  });
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, {withFileTypes: true});
  } catch (error) {
    unlessOutOfFiles(error);
    throw usageError(`${folder} cannot be read: ${messageOf(error)}`, NEXT);
  }
}

/**
 * Oldest first. The API server puts the time into the names of rotated logs, and `audit.log` sorts behind them;
 * logrotate counts up with age.
 */
function byTime(a: string, b: string): number {
  const [first, second] = [rotationOf(a), rotationOf(b)];
  if (first.base !== second.base) return first.base < second.base ? -1 : 1;
  return second.age - first.age;
}

function rotationOf(path: string): {base: string; age: number} {
  const base = path.replace(/\.(gz|zst)$/, '');
  const found = /^(.*)\.(\d{1,3})$/.exec(base);
  return found ? {base: found[1] ?? '', age: Number(found[2])} : {base, age: 0};
}
