import {isAbsolute, relative, resolve, sep} from 'node:path';
import {pathToFileURL} from 'node:url';
import {PACKAGE_ROOT} from '../../lib/paths.js';
import {CHECKS, type CheckId, type Finding} from './finding.js';

/**
 * Findings as SARIF 2.1.0, which code hosts show at the lines of a change. A finding in a file of the package, which is
 * not the user's, is shown at the first file that they named; without one it has no place.
 *
 * @param named the files that the user has named.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifOf(found: readonly Finding[], version: string, named: readonly string[] = []): unknown {
  const ids = Object.keys(CHECKS) as CheckId[];
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'kubedrill',
            version,
            rules: ids.map(id => ({id, shortDescription: {text: CHECKS[id]}})),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: found.map(({check, severity, message, file, line, column}) => ({
          ruleId: check,
          ruleIndex: ids.indexOf(check),
          level: severity,
          message: {text: message},
          locations: placesOf({file, line, column}, named[0]),
        })),
      },
    ],
  };
}

function placesOf({file, line, column}: Place, named: string | undefined): unknown[] {
  const place = isTheirs(file)
    ? {file, line, column}
    : named === undefined
      ? undefined
      : {file: named, line: 1, column: 1};
  if (!place) return [];
  const region = {startLine: place.line, startColumn: place.column};
  return [{physicalLocation: {artifactLocation: {uri: uriOf(place.file)}, region}}];
}

type Place = Pick<Finding, 'file' | 'line' | 'column'>;

/** A person who lints in a clone of kubedrill is its author. */
const isTheirs = (file: string): boolean =>
  !isBelow(resolve(file), PACKAGE_ROOT) || isBelow(process.cwd(), PACKAGE_ROOT);

const isBelow = (path: string, folder: string): boolean => {
  const way = relative(folder, path);
  return !way.startsWith('..') && !isAbsolute(way);
};

/** Relative to where lint runs, as the hosts expect it; a file elsewhere by its full address. */
function uriOf(file: string): string {
  const path = isAbsolute(file) ? relative(process.cwd(), file) : file;
  if (path.startsWith('..')) return pathToFileURL(file).href;
  return path.split(sep).map(encodeURIComponent).join('/');
}
