import {once} from 'node:events';
import {existsSync, statSync} from 'node:fs';
import {EXIT, usageError} from '../../lib/errors.js';
import {printableJson} from '../../lib/printable.js';
import type {RuleSet} from '../../sigma/rule-set.js';
import {type GlobalFlags, type Io, writeLines, writeText} from '../io.js';
import type {Define} from '../main.js';
import {FigureCount, type Figures} from '../rules/figures.js';
import {readLabels} from '../rules/labels.js';
import {readRules, rulesJson, tellRules} from '../rules/load.js';
import {PLACEHOLDERS_HELP} from '../rules/placeholders.js';
import {playLog} from '../rules/play.js';
import {figuresText, matchLine} from '../rules/text.js';

interface RulesFlags extends GlobalFlags {
  log?: string;
  labels?: string;
  rules?: string[];
  repairFields?: boolean;
  placeholders?: string;
  maxFalseAlarms?: string;
}

const EXAMPLES = `
Examples:
  kubedrill rules test --log audit.log                             every match of the rules that ship with kubedrill
  kubedrill rules test --log audit.log --labels attacks.json --rules ./detections
  kubedrill rules test --log audit.log --labels attacks.json --max-false-alarms 0 --json

The labels are a map from each scenario to the audit ids of its requests; what they do not name is no attack.
Exit codes: 0 every labelled scenario in the log was found · 1 one was not, or there were more false alarms than allowed
2 usage or invalid files`;

/** `kubedrill rules test`: plays a recorded audit log through rules, without a cluster. */
export const define: Define = (command, io, done) => {
  command
    .argument('<action>', 'test')
    .option('--log <file>', 'recorded audit log, one event a line')
    .option('--labels <file>', 'which requests were attacks: scenario → audit ids, JSON or YAML')
    .option('--rules <path...>', 'Sigma rule files or folders; default: those that ship with kubedrill')
    .option('--placeholders <file>', PLACEHOLDERS_HELP)
    .option('--repair-fields', 'take fields of other pipelines (apiGroup, hostPath …) for those of audit events')
    .option('--max-false-alarms <count>', 'with labels: exit with 1 when there are more')
    .addHelpText('after', EXAMPLES)
    .action(async (action: string) => {
      if (action !== 'test') throw usageError(`rules ${action} is not offered`, ['use rules test']);
      const flags = command.optsWithGlobals<RulesFlags>();
      done(await testRules(flags, io));
    });
};

async function testRules(flags: RulesFlags, io: Io): Promise<number> {
  const log = logFile(flags.log);
  const most = flags.maxFalseAlarms === undefined ? Number.POSITIVE_INFINITY : wholeNumber(flags.maxFalseAlarms);
  if (flags.maxFalseAlarms !== undefined && flags.labels === undefined)
    throw usageError('--max-false-alarms needs --labels: without them no alarm is known to be false');
  const count = new FigureCount(flags.labels === undefined ? undefined : readLabels(flags.labels));
  const rules = readRules(flags);
  tellRules(io, rules, flags);
  const figures = await (flags.json ? printJson : printText)(log, rules, count, io);
  return exitCode(figures, most);
}

function logFile(log: string | undefined): string {
  if (log === undefined) throw usageError('--log is missing', ['name a recorded audit log']);
  if (!existsSync(log) || !statSync(log).isFile()) throw usageError(`${log} is no file`, ['name a recorded audit log']);
  return log;
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw usageError(`--max-false-alarms ${text} is not a number`);
  return Number(text);
}

async function printText(log: string, rules: RuleSet, count: FigureCount, io: Io): Promise<Figures> {
  await playLog(log, rules, count, matches => taken(io, writeLines(io, matches.map(matchLine))));
  const figures = count.figures();
  writeText(io, figuresText(figures));
  return figures;
}

/** One document, written while the log is read: however many matches there are, they are not held. */
async function printJson(log: string, rules: RuleSet, count: FigureCount, io: Io): Promise<Figures> {
  let before = '{"matches":[';
  await playLog(log, rules, count, async matches => {
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

const exitCode = ({scenarios = [], falseAlarms = []}: Figures, most: number): number => {
  const missed = scenarios.some(s => s.inLog > 0 && s.matched === 0);
  const wrong = falseAlarms.reduce((sum, {alarms}) => sum + alarms, 0);
  return missed || wrong > most ? EXIT.missed : EXIT.ok;
};
