import {usageError} from '../../lib/errors.js';
import {packaged} from '../../lib/paths.js';
import {loadRules} from '../../sigma/load/load.js';
import {loadedCount, loadedText, skippedLines} from '../../sigma/load/loaded.js';
import type {CompileOptions} from '../../sigma/match/values.js';
import {repairedField} from '../../sigma/reason/aliases.js';
import type {RuleSet} from '../../sigma/rule-set.js';
import {type GlobalFlags, type Io, tellLines} from '../io.js';
import {readPlaceholders} from './placeholders.js';

/** The flags that say which rules there are, and how they are read. */
export interface RuleFlags {
  rules?: readonly string[];
  /** A file with values for `expand`. */
  placeholders?: string;
  /** Rules written for another pipeline are read as if their fields were those of audit events. */
  repairFields?: boolean;
}

/**
 * What rules are compiled with.
 *
 * @throws DrillError (exit code 2) when the file of placeholders is not valid.
 */
export const compileOptions = ({placeholders, repairFields}: RuleFlags): CompileOptions => ({
  ...(placeholders !== undefined && {placeholders: readPlaceholders(placeholders)}),
  ...(repairFields && {repair: repairedField}),
});

/**
 * The rules of `--rules`, or those that ship with kubedrill. What has a mistake is left out, and told by `tellRules`:
 * one bad file does not silence a folder.
 *
 * @throws DrillError (exit code 2) when nothing is left that could alert, with the reasons.
 */
export function readRules({rules: paths, ...flags}: RuleFlags): RuleSet {
  const {set} = loadRules(paths ?? [packaged('rules')], compileOptions(flags));
  if (loadedCount(set)) return set;
  const where = (paths ?? ['rules']).join(', ');
  throw usageError(
    [`there is no usable rule in ${where}: ${loadedText(set)}`, ...skippedLines(set)],
    [
      'name Sigma rules about the Kubernetes audit log (product: kubernetes, service: audit)',
      '`kubedrill lint --rules PATH` says what is wrong with each of them',
    ],
  );
}

/** Says how many rules were loaded and skipped, and why: on stderr, since it is not part of the result. */
export function tellRules(io: Io, set: RuleSet, {quiet}: Pick<GlobalFlags, 'quiet'>): void {
  if (!quiet) tellLines(io, [`rules: ${loadedText(set)}`, ...skippedLines(set).map(line => `  ${line}`)]);
}

/** The same for scripts. */
export const rulesJson = (set: RuleSet) => ({
  loaded: loadedCount(set),
  skipped: set.skipped.map(({file, line, column, why, message}) => ({file, line, column, why, message})),
});
