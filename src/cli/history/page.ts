import type {RuleSettings} from '../../history/judge/settings.js';
import {trendPage} from '../../history/page/page.js';
import type {HistoryStore} from '../../history/store/store.js';
import {EXIT} from '../../lib/errors.js';
import {type GlobalFlags, type Io, writeJson, writeResult} from '../io.js';
import {countFlag} from '../number-flags.js';
import {trendsIn} from './trends.js';

/** A sheet of paper has room for little more than this many columns. */
const LAST = {least: 1, most: 60};

interface PageFlags extends GlobalFlags {
  output?: string;
  last: string;
}

/**
 * Writes the nights of some clusters, or all, as one page.
 *
 * @throws DrillError (exit code 2) for a cluster that is not in the history, and for a history without a run
 */
export async function pageOfNights(
  store: HistoryStore,
  names: readonly string[],
  {flags, rules}: {flags: PageFlags; rules: RuleSettings},
  io: Io,
): Promise<number> {
  const last = countFlag('--last', flags.last, LAST);
  const {trends, left} = await trendsIn(store, names, {rules, last});
  if (flags.json) writeJson(io, trends);
  else writeResult(trendPage(trends, rules, left), flags.output, io);
  return EXIT.ok;
}
