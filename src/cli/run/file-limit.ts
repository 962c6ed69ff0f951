import {environmentError} from '../../lib/errors.js';
import {RAISE} from '../../lib/files/open-files.js';

/** What one run had open at most, with a cluster in this process: 59 for one scenario at a time, 202 for fifty. */
const ALWAYS = 64;
const EACH = 4;

/** How many files, connections among them, a run may have open that plays this many scenarios side by side. */
const filesFor = (parallel: number): number => ALWAYS + EACH * parallel;

/** How many this process may open; undefined where the system sets no limit that is known. */
export function fileLimit(): number | undefined {
  const report = process.report as typeof process.report & {excludeNetwork: boolean};
  // The names of the machine's addresses would be looked up, which can take seconds.
  report.excludeNetwork = true;
  const {userLimits} = report.getReport() as {userLimits?: {open_files?: {soft?: unknown}}};
  const soft = userLimits?.open_files?.soft;
  return typeof soft === 'number' ? soft : undefined;
}

/** Why a run of this many scenarios side by side could not open all that it needs; undefined when it can. */
export function fewFiles(parallel: number, limit: number | undefined): string | undefined {
  const needed = filesFor(parallel);
  if (limit === undefined || limit >= needed) return undefined;
  return `this process may open ${limit} files, and ${parallel} scenarios side by side need up to ${needed}`;
}

/**
 * Looks before anything is made: in mid-run a connection that cannot be opened looks like a server that is gone.
 *
 * @throws DrillError (exit code 3) that says which limit to raise.
 */
export function refuseFewFiles(parallel: number): void {
  const why = fewFiles(parallel, fileLimit());
  if (why === undefined) return;
  throw environmentError(why, [RAISE, ...(parallel > 1 ? ['or run fewer side by side: --parallel 1'] : [])]);
}
