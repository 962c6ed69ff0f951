import type {Command} from 'commander';
import {type Answer, answersOf, type Completed} from './answers.js';

/** A script for fish 3 and newer: one line for each thing that may be completed. */
export function fishScript(root: Command): string {
  const {program, commands} = answersOf(root);
  const first = (program.args[0] ?? {words: []}).words.map(({word, summary}) =>
    line('__fish_use_subcommand', `-f -a ${quoted(word)}${about(summary)}`),
  );
  return `${[
    '# Completion of kubedrill for fish: kubedrill completion fish | source',
    PLACE,
    ...first,
    ...program.flags.map(flag => line('__fish_use_subcommand', flagOf(flag))),
    ...commands.flatMap(linesOf),
  ].join('\n')}\n`;
}

/** How many words without a dash stand behind the command: those that are values of flags are counted, too. */
const PLACE = `function __kubedrill_at -a command place
  set -l words (commandline -opc | string match -v -- '-*')
  test "$words[2]" = "$command"; or return 1
  test "$place" = n; or test (count $words) -eq (math $place + 1)
end`;

function linesOf({name, flags, args, goesOn}: Completed): string[] {
  const seen = `__fish_seen_subcommand_from ${name}`;
  return [
    ...flags.map(flag => line(seen, flagOf(flag))),
    ...args.map((answer, index) => {
      const place = goesOn && index === args.length - 1 ? 'n' : String(index + 1);
      return line(`__kubedrill_at ${name} ${place}`, valueFlags(answer));
    }),
    ...(args.length ? [] : [line(seen, '-f')]),
  ];
}

const line = (condition: string, rest: string): string => `complete -c kubedrill -n ${quoted(condition)} ${rest}`;

function flagOf({word, short, summary, value}: Completed['flags'][number]): string {
  const names = [`-l ${word.replace(/^--/, '')}`, ...(short ? [`-s ${short.replace(/^-/, '')}`] : [])].join(' ');
  return `${names}${about(summary)}${value ? ` -r ${valueFlags(value)}` : ''}`;
}

function valueFlags({words, paths}: Answer): string {
  const all = paths === 'folders' ? '(__fish_complete_directories)' : '';
  const said = [words.map(w => w.word).join(' '), all].filter(Boolean).join(' ');
  return `${paths === 'files' ? '-F' : '-f'}${said ? ` -a ${quoted(said)}` : ''}`;
}

const about = (summary?: string): string => (summary ? ` -d ${quoted(summary)}` : '');
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
