import {once} from 'node:events';
import {realClock} from '../../lib/clock.js';
import {EXIT, usageError} from '../../lib/errors.js';
import {printableJson} from '../../lib/text/printable.js';
import type {RuleSet} from '../../sigma/rule-set.js';
import {type LogInput, logInputs} from '../../sources/recorded/inputs.js';
import type {Define} from '../define.js';
import {type Io, tellText, writeLines, writeText} from '../io.js';
import {tellingWhile} from '../keep-telling.js';
import {countFlag} from '../number-flags.js';
import {DIFF_FORMATS, type DiffFlags, diffRules} from '../rules/diff/diff.js';
import {FigureCount, type Figures} from '../rules/figures.js';
import {readLabels} from '../rules/labels.js';
import {readRules, rulesJson, tellRules} from '../rules/load.js';
import {PLACEHOLDERS_HELP} from '../rules/placeholders.js';
import {playLog} from '../rules/play.js';
import {LOG_HELP} from '../rules/record-events.js';
import {figuresText, matchLine, nothingRead} from '../rules/text.js';

interface RulesFlags extends DiffFlags {
  maxFalseAlarms?: string;
}

const FALSE_ALARMS = {least: 0, most: 1_000_000_000};

const EXAMPLES = `
Examples:
  kubedrill rules test --log audit.log                             every match of the rules that ship with kubedrill
  kubedrill rules test --log audit.log --labels attacks.json --rules ./detections
  kubedrill rules test --log audit.log --labels attacks.json --max-false-alarms 0 --json
  kubedrill rules diff --base main:rules --head rules --log audit.log --labels attacks.json --format md

The labels are a map from each scenario to the audit ids of its requests; what they do not name is no attack.
Exit codes of test: 0 every labelled scenario in the log was found · 1 one was not, or more false alarms than allowed
of diff: 0 no attack is lost · 1 one is, which the rules before found
of both: 2 usage or invalid files · 4 cannot be determined: the log, or the part that matters, could not be read`;

/** `kubedrill rules`: plays a recorded audit log through rules, without a cluster; `diff` through two sets of them. */
export const define: Define = (command, io, done) => {
  command
    .argument('<action>', 'test, or diff')
    .option('--log <path...>', LOG_HELP)
    .option('--labels <file>', 'which requests were attacks: scenario → audit ids, JSON or YAML')
    .option('--rules <path...>', 'Sigma rule files or folders; default: those that ship with kubedrill')
    .option('--placeholders <file>', PLACEHOLDERS_HELP)
    .option('--repair-fields', 'take fields of other pipelines (apiGroup, hostPath …) for those of audit events')
    .option('--max-false-alarms <count>', 'test, with labels: exit with 1 when there are more')
    .option('--base <where>', 'diff: the rules before, a folder or what git has: main, v1.2:rules')
    .option('--head <path>', 'diff: the rules after')
    .option('--format <format>', `diff: one of ${DIFF_FORMATS}; default: text`)
    .addHelpText('after', EXAMPLES)
    .action(async (action: string) => {
      const flags = command.optsWithGlobals<RulesFlags>();
      if (action === 'test') done(await testRules(flags, io));
      else if (action === 'diff') done(await diffRules(onlyDiff(flags), io));
      else throw usageError(`rules ${action} is not offered`, ['use rules test or rules diff']);
    });
};

function onlyDiff(flags: RulesFlags): DiffFlags {
  if (flags.maxFalseAlarms !== undefined)
    throw usageError('--max-false-alarms is not a flag of rules diff', ['use rules test']);
  return flags;
}

async function testRules(flags: RulesFlags, io: Io): Promise<number> {
  const foreign = (['base', 'head', 'format'] as const).find(flag => flags[flag] !== undefined);
  if (foreign) throw usageError(`--${foreign} is not a flag of rules test`, ['use rules diff']);
  const logs = logInputs(flags.log ?? [], io.stdin);
  const {maxFalseAlarms} = flags;
  const most =
    maxFalseAlarms === undefined
      ? Number.POSITIVE_INFINITY
      : countFlag('--max-false-alarms', maxFalseAlarms, FALSE_ALARMS);
  if (maxFalseAlarms !== undefined && flags.labels === undefined)
    throw usageError('--max-false-alarms needs --labels: without them no alarm is known to be false');
  const count = new FigureCount(flags.labels === undefined ? undefined : readLabels(flags.labels));
  const rules = readRules(flags);
  tellRules(io, rules, flags);
  const figures = await tellingWhile(
    {clock: realClock, say: text => tellText(io, `  ${text}\n`), quiet: flags.quiet},
    () => `${count.events} events read`,
    () => (flags.json ? printJson : printText)(logs, rules, count, io),
  );
  if (figures.events === 0) tellText(io, nothingRead(figures));
  return exitCode(figures, most);
}

async function printText(logs: readonly LogInput[], rules: RuleSet, count: FigureCount, io: Io): Promise<Figures> {
  await playLog(logs, rules, count, matches => taken(io, writeLines(io, matches.map(matchLine))));
  const figures = count.figures();
  writeText(io, figuresText(figures));
  return figures;
}

/** One document, written while the log is read: however many matches there are, they are not held. */
async function printJson(logs: readonly LogInput[], rules: RuleSet, count: FigureCount, io: Io): Promise<Figures> {
  let before = '{"matches":[';
  await playLog(logs, rules, count, async matches => {
    const entries = matches.map(({rule, event: {auditID, stageTimestamp: time}}) =>
      printableJson({rule: rule.id, auditID, time}),
    );
    await taken(io, writeText(io, `${before}${entries.join(',\n')}`));
    before = ',';
  });
  const figures = count.figures();
  const start = before.startsWith(',') ? '' : before;
  writeText(io, `${start}],\n${printableJson({...figures, rules: rulesJson(rules)}, 2).slice(1)}`);
  return figures;
}

/** Waits until the reader has taken what was written, or has gone. */
async function taken({stdout}: Io, hasRoom: boolean): Promise<void> {
  if (!hasRoom) await Promise.race([once(stdout, 'drain'), once(stdout, 'close')]);
}

/**
 * What is known to be wrong wins over what is not known. A log of which nothing or not all could be read is no proof
 * that an attack is not in it, nor that a rule is quiet.
 */
function exitCode(figures: Figures, most: number): number {
  const {events, unreadable, scenarios = [], falseAlarms = []} = figures;
  if (events === 0) return EXIT.inconclusive;
  const missed = scenarios.some(s => s.inLog > 0 && s.matched === 0 && !s.unknown);
  const wrong = falseAlarms.reduce((sum, {alarms}) => sum + alarms, 0);
  if (missed || wrong > most) return EXIT.missed;
  const undecided = scenarios.some(s => s.unknown) || (unreadable > 0 && Number.isFinite(most));
  return undecided ? EXIT.inconclusive : EXIT.ok;
}
