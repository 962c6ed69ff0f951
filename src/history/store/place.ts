import {existsSync, statfsSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {messageOf, usageError} from '../../lib/errors.js';
import {isPostgres, type PostgresAddress, postgresAddress, shownAddress} from './postgres/address.js';

/** Where runs are kept where nothing else is said. */
export const DEFAULT_STORE = 'file:.kubedrill/history.db';

/** File systems on which processes of several machines, or none, share memory: SQLite's log ahead of writing needs it. */
const UNFIT: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'CIFS'],
  [0x517b, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0x65735546, 'FUSE'],
  [0x01021997, '9p'],
  [0x5346414f, 'AFS'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
]);

/** Where a history lies, once it is known that one may lie there. */
export type StorePlace = {file: string} | {postgres: PostgresAddress};

/**
 * The place that a store's address names.
 *
 * @throws DrillError (exit code 2) for what is no such address, and for a file system that several machines share
 */
export const storePlace = (url: string): StorePlace =>
  isPostgres(url) ? {postgres: postgresAddress(url)} : {file: storeFile(url)};

/** What the system says of the file system of a path: its type as a number. */
export type StatFs = (path: string) => {type: number};

/**
 * The file that a store's address names, once it is known that a database may lie there.
 *
 * @throws DrillError (exit code 2) for what is no such address, and for a file system that several machines share
 */
export function storeFile(url: string, statfs: StatFs = path => statfsSync(path)): string {
  const file = fileOf(url);
  const name = networkFs(file, statfs);
  if (name === undefined) return file;
  throw usageError(`${file} lies on ${name}: a database that several machines share there gets broken`, [
    'keep it on a local disk, such as file:/var/lib/kubedrill/history.db',
    'or let each run leave its folder on the share, and import them from one machine: `kubedrill history import DIR`',
  ]);
}

function fileOf(url: string): string {
  if (!/^file:./.test(url)) {
    const next = `write file:PATH, such as ${DEFAULT_STORE}, or postgres://USER@HOST/DATABASE`;
    throw usageError(`${shownAddress(url)} is not a store`, [next]);
  }
  if (!url.startsWith('file://')) return resolve(url.slice('file:'.length));
  try {
    return fileURLToPath(url);
  } catch (error) {
    throw usageError(`${url} is not a store: ${messageOf(error)}`, ['write file:PATH, or file:///PATH']);
  }
}

/** The file system's name, where it is not fit; of a folder that is yet to be made, that of the one in which it will be. */
function networkFs(file: string, statfs: StatFs): string | undefined {
  let folder = dirname(file);
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  // The type is a signed number where the system has it as one.
  return UNFIT.get(statfs(folder).type >>> 0);
}
