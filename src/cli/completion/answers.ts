import type {Argument, Command, Option} from 'commander';
import {stackNames} from '../../cluster/install/definition.js';
import {CLUSTER_KINDS} from '../../events/words.js';
import {FORMATS} from '../../report/formats.js';
import {drillNames, idsWithVariants, loadScenarios} from '../../scenario/load.js';

/** A word that may stand at a place, with what it means where that is worth a line. */
export interface Word {
  word: string;
  summary?: string;
}

/** What may stand at one place of a command line. */
export interface Answer {
  words: Word[];
  /** Whether files or folders may stand there as well. */
  paths?: 'files' | 'folders';
}

/** A command, or the program itself, as far as completion knows it. */
export interface Completed {
  name: string;
  flags: (Word & {short?: string; value?: Answer})[];
  /** Each argument by its place; the last may go on. */
  args: Answer[];
  goesOn: boolean;
}

/** What completes where: first what stands before any command, then each command. */
export function answersOf(program: Command): {program: Completed; commands: Completed[]} {
  const commands = program.commands.map(command => ({
    ...completed(command, [...command.options, ...program.options]),
    name: command.name(),
  }));
  const names = program.commands.map(command => ({word: command.name(), summary: command.description()}));
  const help = {...nothing('help'), args: [{words: names}]};
  const first = {words: [...names, {word: 'help', summary: 'print the help of a command'}]};
  return {
    program: {...completed(program, program.options), args: [first], goesOn: false},
    commands: [...commands, help],
  };
}

const nothing = (name: string): Completed => ({name, flags: [], args: [], goesOn: false});

function completed(command: Command, options: readonly Option[]): Completed {
  const name = command.name();
  const flags = options
    .filter(({hidden}) => !hidden)
    .map(({long, short, description, required, optional, ...option}) => ({
      word: long ?? short ?? '',
      summary: description,
      ...(short && long && {short}),
      ...(required || optional ? {value: valuesAt(`${name} ${long}`, long ?? '', placeholderIn(option.flags))} : {}),
    }));
  const args = command.registeredArguments.map(argument => argumentOf(name, argument));
  return {
    name,
    flags: [...flags, {word: '--help', short: '-h', summary: 'display help for command'}],
    args,
    goesOn: command.registeredArguments.at(-1)?.variadic ?? false,
  };
}

const argumentOf = (command: string, argument: Argument): Answer =>
  valuesAt(`${command} ${argument.name()}`, '', argument.name());

/** `file` in `--stack <file>`. */
const placeholderIn = (flags: string): string => /[<[](\w+)/.exec(flags)?.[1] ?? '';

/** What is known of a value: of this very flag or argument, of the flag wherever it stands, of what it is called. */
const valuesAt = (place: string, flag: string, placeholder: string): Answer =>
  (KNOWN[place] ?? KNOWN[flag] ?? PLACEHOLDERS[placeholder] ?? (() => ({words: []})))();

const words = (...texts: readonly string[]): Answer => ({words: texts.map(word => ({word}))});
const scenarios = (): Answer => ({...words(...idsWithVariants(loadScenarios().scenarios)), paths: 'files'});
const run = (): Answer => ({...words('latest'), paths: 'files'});

/** By `COMMAND ARGUMENT`, `COMMAND --flag`, or `--flag` alone. */
const KNOWN: Readonly<Record<string, () => Answer>> = {
  'run scenarios': scenarios,
  'plan scenarios': scenarios,
  'show scenario': scenarios,
  'report run': run,
  'replay run': run,
  'cleanup runs': () => ({words: [], paths: 'folders'}),
  'cluster action': () => words('up', 'down', 'status'),
  'stack action': () => words('up', 'down', 'list'),
  'stack name': () => words(...stackNames()),
  'rules action': () => words('test'),
  'live drill': () => ({...words('ack', 'resume', ...drillNames()), paths: 'files'}),
  'new kind': () => words('scenario', 'rule'),
  'completion shell': () => words('bash', 'zsh', 'fish'),
  'stack --cluster': () => words('kind', 'existing'),
  'report --format': () => words(...Object.keys(FORMATS)),
  'lint --format': () => words('plain', 'json', 'sarif'),
  '--cluster': () => words('auto', ...CLUSTER_KINDS),
  '--drill': () => ({
    ...words(...drillNames()),
    paths: 'files',
  }),
};

/** By what the value is called in the help. */
const PLACEHOLDERS: Readonly<Record<string, () => Answer>> = {
  file: () => ({words: [], paths: 'files'}),
  path: () => ({words: [], paths: 'files'}),
  dir: () => ({words: [], paths: 'folders'}),
};
