import {FLEET_FILE} from '../../fleet/config/load.js';
import {realClock} from '../../lib/clock.js';
import {EXIT, usageError} from '../../lib/errors.js';
import {dictionary} from '../../lib/json/dictionary.js';
import {problemLine} from '../../lib/yaml/yaml-file.js';
import {yamlFiles} from '../../scenario/load.js';
import {ruleFiles} from '../../sigma/load/rule-files.js';
import type {RuleSet} from '../../sigma/rule-set.js';
import {logInputs} from '../../sources/recorded/inputs.js';
import type {Define} from '../define.js';
import {type GlobalFlags, type Io, tellText, writeJson, writeLines} from '../io.js';
import {tellingWhile} from '../keep-telling.js';
import {codeQualityOf} from '../lint/code-quality.js';
import {lintFiles, rulesToLint} from '../lint/files.js';
import type {Finding} from '../lint/finding.js';
import {censusOf} from '../lint/read-log.js';
import {sarifOf} from '../lint/sarif.js';
import {FigureCount} from '../rules/count/count.js';
import type {Figures} from '../rules/count/figures.js';
import {PLACEHOLDERS_HELP} from '../rules/placeholders.js';
import {LOG_HELP} from '../rules/play/record-events.js';
import {eventsText, nothingRead, readingText} from '../rules/text.js';
import {HISTORY_FILE_HELP} from '../run/history-file.js';
import {packageVersion} from '../version.js';

interface LintFlags extends GlobalFlags {
  rules?: string[];
  scenarios?: string[];
  drills?: string[];
  auditPolicy?: string;
  historyFile?: string;
  fleet?: string;
  log?: string[];
  repairFields?: boolean;
  placeholders?: string;
  format?: string;
}

const EXAMPLES = `
Examples:
  kubedrill lint                                       everything that ships with kubedrill
  kubedrill lint --rules ./my-rules --audit-policy ./policy.yaml   your rules and policy against the scenarios
  kubedrill lint --rules ./my-rules --format sarif     for a code host
  kubedrill lint --rules ./my-rules --format codequality > gl-code-quality.json   for GitLab
  kubedrill lint --rules ./my-rules --log audit.log    which fields a log has no values in, and has them elsewhere

Exit codes: 0 no errors; warnings and notes are allowed · 2 usage or invalid files
4 no event of the log could be read`;

/** `kubedrill lint`: checks files without running them; every problem at once, each at its place. */
export const define: Define = (command, io, done) => {
  command
    .option('--scenarios <path...>', 'scenario files or folders')
    .option('--drills <path...>', 'drill files or folders')
    .option('--rules <path...>', 'Sigma rule files or folders')
    .option('--audit-policy <file>', 'audit policy')
    .option('--history-file <file>', HISTORY_FILE_HELP)
    .option('--fleet <file>', `fleet file; default: ${FLEET_FILE} of this folder, if it is there`)
    .option('--log <path...>', `${LOG_HELP}; rules are held against their fields`)
    .option('--placeholders <file>', PLACEHOLDERS_HELP)
    .option('--repair-fields', 'take fields of other pipelines (apiGroup, hostPath …) for those of audit events')
    .option('--format <format>', `one of ${Object.keys(FORMATS).join(', ')}; default: plain`)
    .addHelpText('after', EXAMPLES)
    .action(async () => {
      const flags = command.optsWithGlobals<LintFlags>();
      const format = flags.format ?? (flags.json ? 'json' : 'plain');
      const print = FORMATS[format];
      if (!print) throw usageError(`--format ${format} is not one of ${Object.keys(FORMATS).join(', ')}`);
      const rules = rulesToLint(flags);
      const log = flags.log && (await readLog(flags.log, rules.set, flags, io));
      const {problems, checked} = lintFiles(flags, rules, log?.census);
      print(io, {problems, checked, named: filesOf(flags), log: log?.figures});
      if (log?.figures.events === 0) tellText(io, nothingRead(log.figures));
      done(exitCode(problems, log?.figures));
    });
};

async function readLog(paths: readonly string[], rules: RuleSet, {quiet}: GlobalFlags, io: Io) {
  const logs = await logInputs(paths, io);
  const count = new FigureCount();
  const census = await tellingWhile(
    {clock: realClock, say: text => tellText(io, `  ${text}\n`), quiet},
    () => `${count.events} events read`,
    () => censusOf(logs, rules, count),
  );
  const {alarms, ...figures} = count.figures();
  return {census, figures};
}

/** What is known to be wrong wins over what is not known. */
function exitCode(problems: readonly Finding[], log: LogFigures | undefined): number {
  if (problems.some(f => f.severity === 'error')) return EXIT.usage;
  return log?.events === 0 ? EXIT.inconclusive : EXIT.ok;
}

type LogFigures = Omit<Figures, 'alarms'>;

interface Linted {
  problems: readonly Finding[];
  checked: Readonly<Record<string, number>>;
  named: readonly string[];
  log: LogFigures | undefined;
}

type Print = (io: Io, linted: Linted) => void;

const FORMATS: Readonly<Record<string, Print>> = dictionary({
  plain(io, {problems, checked, log}) {
    const counts = Object.entries(checked).map(([what, count]) => `${count} ${what}`);
    const sums = (['error', 'warning', 'note'] as const).map(
      severity => `${problems.filter(f => f.severity === severity).length} ${severity}s`,
    );
    const events = log ? [...readingText(log), eventsText(log)] : [];
    writeLines(io, [...problems.map(problemLine), ...events, `${counts.join(', ')}: ${sums.join(', ')}`]);
  },
  json: (io, {problems, checked, log}) => writeJson(io, {checked, ...(log && {log}), problems}),
  codequality: (io, {problems}) => writeJson(io, codeQualityOf(problems)),
  sarif: (io, {problems, named}) => writeJson(io, sarifOf(problems, packageVersion(), named)),
});

/** The files that a person has named, those of folders one by one. */
const filesOf = ({rules = [], scenarios = [], drills = [], auditPolicy, historyFile, fleet}: LintFlags): string[] => [
  ...ruleFiles(rules),
  ...yamlFiles([...scenarios, ...drills]),
  ...[auditPolicy, historyFile, fleet].flatMap(file => file ?? []),
];
