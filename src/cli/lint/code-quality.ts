import {createHash} from 'node:crypto';
import {isAbsolute, relative, sep} from 'node:path';
import {PACKAGE_ROOT} from '../../lib/paths.js';
import type {Finding} from './finding.js';

const SEVERITY = {error: 'critical', warning: 'minor', note: 'info'} as const satisfies Record<
  Finding['severity'],
  string
>;

/**
 * Findings as GitLab's Code Quality reads them. A finding keeps its fingerprint while lines before it come and go: GitLab
 * tells by it which ones a merge request adds.
 *
 * @see https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export function codeQualityOf(found: readonly Finding[]): unknown[] {
  const before = new Map<string, number>();
  return found.map(({check, severity, message, file, line}) => {
    const path = pathOf(file);
    const key = JSON.stringify([check, path, message]);
    const count = before.get(key) ?? 0;
    before.set(key, count + 1);
    return {
      ...{description: message, check_name: check, severity: SEVERITY[severity]},
      fingerprint: createHash('sha256').update(`${key}${count}`).digest('hex'),
      location: {path, lines: {begin: line}},
    };
  });
}

/** Relative to where lint runs, which is the repository; of a file that ships with kubedrill, which package has it. */
function pathOf(file: string): string {
  const path = isAbsolute(file) ? relative(process.cwd(), file) : file;
  const known = path.startsWith('..') && isAbsolute(file) ? `kubedrill/${relative(PACKAGE_ROOT, file)}` : path;
  return known.split(sep).join('/').replace(/^\.\//, '');
}
