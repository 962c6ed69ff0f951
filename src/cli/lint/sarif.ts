import {isAbsolute, relative, sep} from 'node:path';
import {pathToFileURL} from 'node:url';
import {CHECKS, type CheckId, type Finding} from './finding.js';

/**
 * Findings as SARIF 2.1.0, which code hosts show at the lines of a change.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifOf(found: readonly Finding[], version: string): unknown {
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
          locations: [
            {physicalLocation: {artifactLocation: {uri: uriOf(file)}, region: {startLine: line, startColumn: column}}},
          ],
        })),
      },
    ],
  };
}

/** Relative to where lint runs, as the hosts expect it; a file elsewhere by its full address. */
function uriOf(file: string): string {
  const path = isAbsolute(file) ? relative(process.cwd(), file) : file;
  if (path.startsWith('..')) return pathToFileURL(file).href;
  return path.split(sep).map(encodeURIComponent).join('/');
}
