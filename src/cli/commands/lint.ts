import {dictionary} from '../../lib/dictionary.js';
import {EXIT, usageError} from '../../lib/errors.js';
import {problemLine} from '../../lib/yaml-file.js';
import {yamlFiles} from '../../scenario/load.js';
import {ruleFiles} from '../../sigma/rule-files.js';
import type {Define} from '../define.js';
import {type GlobalFlags, type Io, writeJson, writeLines} from '../io.js';
import {lintFiles} from '../lint/files.js';
import type {Finding} from '../lint/finding.js';
import {sarifOf} from '../lint/sarif.js';
import {PLACEHOLDERS_HELP} from '../rules/placeholders.js';
import {packageVersion} from '../version.js';

interface LintFlags extends GlobalFlags {
  rules?: string[];
  scenarios?: string[];
  drills?: string[];
  auditPolicy?: string;
  repairFields?: boolean;
  placeholders?: string;
  format?: string;
}

const EXAMPLES = `
Examples:
  kubedrill lint                                       everything that ships with kubedrill
  kubedrill lint --rules ./my-rules --audit-policy ./policy.yaml   your rules and policy against the scenarios
  kubedrill lint --rules ./my-rules --format sarif     for a code host`;

/** `kubedrill lint`: checks files without running them; every problem at once, each at its place. */
export const define: Define = (command, io, done) => {
  command
    .option('--scenarios <path...>', 'scenario files or folders')
    .option('--drills <path...>', 'drill files or folders')
    .option('--rules <path...>', 'Sigma rule files or folders')
    .option('--audit-policy <file>', 'audit policy')
    .option('--placeholders <file>', PLACEHOLDERS_HELP)
    .option('--repair-fields', 'take fields of other pipelines (apiGroup, hostPath …) for those of audit events')
    .option('--format <format>', `one of ${Object.keys(FORMATS).join(', ')}; default: plain`)
    .addHelpText('after', EXAMPLES)
    .action(() => {
      const flags = command.optsWithGlobals<LintFlags>();
      const format = flags.format ?? (flags.json ? 'json' : 'plain');
      const print = FORMATS[format];
      if (!print) throw usageError(`--format ${format} is none of ${Object.keys(FORMATS).join(', ')}`);
      const {problems, checked} = lintFiles(flags);
      print(io, problems, checked, filesOf(flags));
      done(problems.some(f => f.severity === 'error') ? EXIT.usage : EXIT.ok);
    });
};

type Print = (
  io: Io,
  findings: readonly Finding[],
  checked: Readonly<Record<string, number>>,
  named: readonly string[],
) => void;

const FORMATS: Readonly<Record<string, Print>> = dictionary({
  plain(io, findings, checked) {
    const counts = Object.entries(checked).map(([what, count]) => `${count} ${what}`);
    const sums = (['error', 'warning', 'note'] as const).map(
      severity => `${findings.filter(f => f.severity === severity).length} ${severity}s`,
    );
    writeLines(io, [...findings.map(problemLine), `${counts.join(', ')}: ${sums.join(', ')}`]);
  },
  json: (io, problems, checked) => writeJson(io, {checked, problems}),
  sarif: (io, findings, _, named) => writeJson(io, sarifOf(findings, packageVersion(), named)),
});

/** The files that a person has named, those of folders one by one. */
const filesOf = ({rules = [], scenarios = [], drills = [], auditPolicy}: LintFlags): string[] => [
  ...ruleFiles(rules),
  ...yamlFiles([...scenarios, ...drills]),
  ...(auditPolicy === undefined ? [] : [auditPolicy]),
];
