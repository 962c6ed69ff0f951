import {realClock} from '../../../lib/clock.js';
import {EXIT, usageError} from '../../../lib/errors.js';
import {dictionary} from '../../../lib/json/dictionary.js';
import {loadRules} from '../../../sigma/load/load.js';
import type {RuleSet} from '../../../sigma/rule-set.js';
import {logInputs} from '../../../sources/recorded/inputs.js';
import {type GlobalFlags, type Io, tellLines, tellText, writeJson, writeText} from '../../io.js';
import {tellingWhile} from '../../keep-telling.js';
import {type SarifResult, sarifDocument} from '../../lint/sarif.js';
import {packageVersion} from '../../version.js';
import {FigureCount} from '../count/count.js';
import {readLabels} from '../labels.js';
import {compileOptions, type RuleFlags, readRules, tellRules} from '../load.js';
import {playLogs} from '../play/play.js';
import {Player} from '../play/player.js';
import {nothingRead} from '../text.js';
import {compareSides, type RulesDiff} from './compare.js';
import {type Checkout, rulesAt} from './revision.js';
import {diffMarkdown, diffText, type Named} from './text.js';

/** Flags of `rules diff`. */
export interface DiffFlags extends GlobalFlags, RuleFlags {
  log?: string[];
  labels?: string;
  base?: string;
  head?: string;
  format?: string;
}

type Print = (io: Io, diff: RulesDiff, named: Named, head: RuleSet) => void;

const FORMATS: Readonly<Record<string, Print>> = dictionary({
  text: (io, diff, named) => writeText(io, diffText(diff, named)),
  md: (io, diff, named) => writeText(io, diffMarkdown(diff, named)),
  json: (io, diff, named) => writeJson(io, {...named, ...diff}),
  sarif: (io, diff, _, head) => writeJson(io, sarifOf(diff, head)),
} satisfies Record<string, Print>);

/** The names of the formats, for `--help`. */
export const DIFF_FORMATS = Object.keys(FORMATS).join(', ');

/** `kubedrill rules diff`: what a change of rules finds, loses and costs in recorded logs. Returns the exit code. */
export async function diffRules(flags: DiffFlags, io: Io): Promise<number> {
  const {base: from, head: to, format = flags.json ? 'json' : 'text'} = flags;
  const print = FORMATS[format];
  if (!print) throw usageError(`--format ${format} is not one of ${DIFF_FORMATS}`);
  if (flags.rules) throw usageError('--rules is not a flag of rules diff', ['use --base and --head']);
  if (from === undefined || to === undefined)
    throw usageError('rules diff needs --base and --head', ['write --base main:rules --head rules']);
  const logs = await logInputs(flags.log ?? [], io);
  const labels = flags.labels === undefined ? undefined : readLabels(flags.labels);
  const checkout = await rulesAt(from, to, io.env);
  try {
    const before = baseRules(checkout, flags);
    const after = readRules({...flags, rules: [to]});
    tellLines(io, flags.quiet ? [] : [`${checkout.name} → ${to}`]);
    tellRules(io, before, flags);
    tellRules(io, after, flags);
    const base = new Player(before, new FigureCount(labels));
    const head = new Player(after, new FigureCount(labels));
    await tellingWhile(
      {clock: realClock, say: text => tellText(io, `  ${text}\n`), quiet: flags.quiet},
      () => `${head.count.events} events read`,
      () => playLogs(logs, [base, head]),
    );
    const diff = compareSides(base, head);
    print(io, diff, {base: checkout.name, head: to}, after);
    if (diff.events === 0) tellText(io, nothingRead(head.count.figures()));
    return exitCode(diff);
  } finally {
    checkout.giveBack();
  }
}

/** The rules of the base, which may be none; what is wrong with them is named as they were asked for. */
function baseRules({path, name}: Checkout, flags: RuleFlags): RuleSet {
  const {set} = loadRules([path], compileOptions(flags));
  return {...set, skipped: set.skipped.map(skipped => ({...skipped, file: skipped.file.replace(path, name)}))};
}

/** What is known to be lost wins over what is not known. */
function exitCode({events, attacks}: RulesDiff): number {
  if (events === 0) return EXIT.inconclusive;
  if (attacks?.lost.length) return EXIT.missed;
  return attacks?.unknown.length ? EXIT.inconclusive : EXIT.ok;
}

const CHECKS = {
  'attack-lost': 'No rule finds an attack of the recorded log any more',
  'attack-found': 'An attack of the recorded log is found that was not',
  'noisier-rule': 'The rule alarms more often than chance explains',
} as const;

/** For code hosts: at the rule that found a lost attack, if it is still there; else without a place. */
function sarifOf({attacks, rules}: RulesDiff, head: RuleSet): unknown {
  const placeOf = (ids: readonly string[]) => {
    const rule = head.rules.find(({id}) => ids.includes(id));
    if (!rule) return {};
    const {file, line, column} = rule.at([], '');
    return {place: {file, line, column}};
  };
  const results: SarifResult<keyof typeof CHECKS>[] = [
    ...(attacks?.lost ?? []).map(({scenario, before}) => ({
      ...({rule: 'attack-lost', level: 'error'} as const),
      message: `${scenario} is not found any more: ${before.join(', ')} did`,
      ...placeOf(before),
    })),
    ...(attacks?.found ?? []).map(({scenario, after}) => ({
      ...({rule: 'attack-found', level: 'note'} as const),
      message: `${scenario} is found by ${after.join(', ')}`,
      ...placeOf(after),
    })),
    ...rules
      .filter(({noisier}) => noisier)
      .map(({rule, before, after}) => ({
        ...({rule: 'noisier-rule', level: 'warning'} as const),
        message: `${rule} raises ${after?.alarms ?? 0} false alarms in this log, ${before?.alarms ?? 0} before`,
        ...placeOf([rule]),
      })),
  ];
  return sarifDocument(CHECKS, results, packageVersion());
}
