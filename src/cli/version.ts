import {readFileSync} from 'node:fs';
import {packaged} from '../lib/paths.js';

/** The version of this package. */
export const packageVersion = (): string =>
  (JSON.parse(readFileSync(packaged('package.json'), 'utf8')) as {version: string}).version;
