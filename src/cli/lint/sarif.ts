import {isAbsolute, relative, resolve, sep} from 'node:path';
import {pathToFileURL} from 'node:url';
import {PACKAGE_ROOT} from '../../lib/paths.js';
import {CHECKS, type Finding} from './finding.js';

/**
 * Findings as SARIF 2.1.0, which code hosts show at the lines of a change. A finding in a file of the package, which is
 * not the user's, is shown at the first file that they named; without one it has no place.
 *
 * @param named the files that the user has named.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export const sarifOf = (found: readonly Finding[], version: string, named: readonly string[] = []): unknown =>
  sarifDocument(
    CHECKS,
    found.map(({check, severity, message, file, line, column}) => ({
      ...{rule: check, level: severity, message},
      place: placeOf({file, line, column}, named[0]),
    })),
    version,
  );

/** One result of a SARIF document. */
export interface SarifResult<Rule extends string> {
  rule: Rule;
  level: 'error' | 'warning' | 'note';
  message: string;
  /** Absent: none that the reader has. */
  place?: Place | undefined;
}

/** Results as SARIF 2.1.0, of rules that each have a text. */
export function sarifDocument<Rule extends string>(
  rules: Readonly<Record<Rule, string>>,
  results: readonly SarifResult<Rule>[],
  version: string,
): unknown {
  const ids = Object.keys(rules) as Rule[];
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'kubedrill',
            version,
            rules: ids.map(id => ({id, shortDescription: {text: rules[id]}})),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: results.map(({rule, level, message, place}) => ({
          ruleId: rule,
          ruleIndex: ids.indexOf(rule),
          level,
          message: {text: message},
          locations: place ? [locationOf(place)] : [],
        })),
      },
    ],
  };
}

function placeOf(place: Place, named: string | undefined): Place | undefined {
  if (isTheirs(place.file)) return place;
  return named === undefined ? undefined : {file: named, line: 1, column: 1};
}

function locationOf({file, line, column}: Place): unknown {
  const region = {startLine: line, startColumn: column};
  return {physicalLocation: {artifactLocation: {uri: uriOf(file)}, region}};
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
