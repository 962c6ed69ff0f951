import type {Option} from 'commander';
import {usageError} from '../../lib/errors.js';
import {dictionary} from '../../lib/json/dictionary.js';
import type {Define} from '../define.js';
import type {Io} from '../io.js';
import {DIFF_FORMATS, type DiffFlags, diffRules} from '../rules/diff/diff.js';
import {PLACEHOLDERS_HELP} from '../rules/placeholders.js';
import {LOG_HELP} from '../rules/play/record-events.js';
import {mergeRules} from '../rules/shards/report.js';
import {type TestFlags, testRules} from '../rules/test.js';

type RulesFlags = DiffFlags & TestFlags;

const EXAMPLES = `
Examples:
  kubedrill rules test --log audit.log                             every match of the rules that ship with kubedrill
  kubedrill rules test --log audit.log --labels attacks.json --rules ./detections
  kubedrill rules test --log audit.log --labels attacks.json --max-false-alarms 0 --json
  kubedrill rules test --log 'logs/**/*.gz' --from 2026-01-01 --until 2027-01-01 --shard 6/12 --summary july.json
  kubedrill rules merge january.json february.json                 the parts of a year, put together
  kubedrill rules diff --base main:rules --head rules --log audit.log --labels attacks.json --format md

The labels are a map from each scenario to the audit ids of its requests; what they do not name is no attack.
Exit codes of test and merge: 0 every labelled scenario in the log was found · 1 one was not, or more false alarms than
allowed
of diff: 0 no attack is lost · 1 one is, which the rules before found
of all: 2 usage or invalid files · 4 cannot be determined: the log, or the part that matters, could not be read`;

interface Action {
  /** The flags that it knows, beside those of all commands. */
  flags: readonly (keyof RulesFlags)[];
  run(flags: RulesFlags, summaries: readonly string[], io: Io): number | Promise<number>;
}

const READING = ['log', 'labels', 'rules', 'placeholders', 'repairFields'] as const;

const ACTIONS: Readonly<Record<string, Action>> = dictionary({
  test: {
    flags: [...READING, 'maxFalseAlarms', 'from', 'until', 'leadIn', 'shard', 'summary', 'name', 'threads'],
    run: (flags, _, io) => testRules(flags, io),
  },
  merge: {flags: ['maxFalseAlarms', 'summary'], run: (flags, summaries, io) => mergeRules(summaries, flags, io)},
  diff: {flags: [...READING, 'base', 'head', 'format'], run: (flags, _, io) => diffRules(flags, io)},
} satisfies Record<string, Action>);

/** A flag of one action is none of another: it would be passed over. */
function refuseForeign(name: string, {flags}: Action, options: readonly Option[], summaries: readonly string[]): void {
  const knows = (known: readonly string[], option: Option) => known.includes(option.attributeName());
  const foreign = options.find(option => !knows(flags, option));
  if (foreign) {
    const others = Object.entries(ACTIONS).flatMap(([other, action]) => (knows(action.flags, foreign) ? [other] : []));
    throw usageError(`${foreign.long} is not a flag of rules ${name}`, [`use rules ${others.join(' or ')}`]);
  }
  if (name !== 'merge' && summaries.length)
    throw usageError(`rules ${name} takes no ${summaries[0]}`, ['name logs with --log, summaries with rules merge']);
}

/** `kubedrill rules`: plays a recorded audit log through rules, without a cluster; `diff` through two sets of them. */
export const define: Define = (command, io, done) => {
  command
    .argument('<action>', Object.keys(ACTIONS).join(', '))
    .argument('[summaries...]', 'merge: what `rules test --summary` wrote, files or folders of them')
    .option('--log <path...>', LOG_HELP)
    .option('--labels <file>', 'which requests were attacks: scenario → audit ids, JSON or YAML')
    .option('--rules <path...>', 'Sigma rule files or folders; default: those that ship with kubedrill')
    .option('--placeholders <file>', PLACEHOLDERS_HELP)
    .option('--repair-fields', 'take fields of other pipelines (apiGroup, hostPath …) for those of audit events')
    .option('--max-false-alarms <count>', 'test and merge, with labels: exit with 1 when there are more')
    .option('--from <time>', 'test: only events since this day or time, by their own times')
    .option('--until <time>', 'test: only events before this day or time')
    .option('--lead-in <duration>', 'test: how much before and behind is read for correlations; default: auto')
    .option('--shard <index/count>', 'test: one of several equal parts of --from to --until, counted from 0')
    .option('--summary <file>', 'test and merge: write what can be merged; - writes it to stdout, in place of matches')
    .option('--name <name>', 'test: what the summary calls this log; default: its path')
    .option('--threads <count>', 'test: read a long log on this many threads; default: one for each processor')
    .option('--base <where>', 'diff: the rules before, a folder or what git has: main, v1.2:rules')
    .option('--head <path>', 'diff: the rules after')
    .option('--format <format>', `diff: one of ${DIFF_FORMATS}; default: text`)
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, files: string[]) => {
      const flags = command.optsWithGlobals<RulesFlags>();
      const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
      if (!action) throw usageError(`rules ${name} is not offered`, ['use rules test, rules merge or rules diff']);
      const given = command.options.filter(option => command.opts()[option.attributeName()] !== undefined);
      refuseForeign(name, action, given, files);
      done(await action.run(flags, files, io));
    });
};
