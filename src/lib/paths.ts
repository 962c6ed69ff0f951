import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

/** The package's own folder: from `src/lib` and from `dist/lib` it is two levels up. */
export const PACKAGE_ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A file or folder that ships with the package. */
export const packaged = (...parts: string[]): string => join(PACKAGE_ROOT, ...parts);
