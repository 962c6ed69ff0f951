import {Command, CommanderError} from 'commander';
import {EXIT} from '../lib/errors.js';
import {disarmTlsSwitch} from '../lib/net/tls-switch.js';
import {consoleSuits} from '../tui/terminal.js';
import type {Define} from './define.js';
import {tellError} from './errors.js';
import {type GlobalFlags, type Io, tellLines, writeText} from './io.js';
import {guardStreams} from './streams.js';
import {packageVersion} from './version.js';

interface Entry {
  name: string;
  summary: string;
  load: () => Promise<{define: Define}>;
}

/** Knows every command with its flags, so that all of them are loaded for it. */
const COMPLETION = 'completion';

/** One line a command; its module is loaded when it is called, so that `--help` stays quick. */
const COMMANDS: readonly Entry[] = [
  {name: 'run', summary: 'run a drill: attack, watch, judge, clean up', load: () => import('./commands/run.js')},
  {name: 'list', summary: 'list scenarios and drills', load: () => import('./commands/list.js')},
  {name: 'show', summary: 'show one scenario or drill', load: () => import('./commands/show.js')},
  {
    name: 'doctor',
    summary: 'check whether this machine is ready for a drill',
    load: () => import('./commands/doctor.js'),
  },
  {name: 'plan', summary: 'show what a run would do, without doing it', load: () => import('./commands/plan.js')},
  {
    name: 'lint',
    summary: 'check scenarios, drills, rules and the audit policy',
    load: () => import('./commands/lint.js'),
  },
  {name: 'rules', summary: 'test rules on a recorded audit log', load: () => import('./commands/rules.js')},
  {
    name: 'coverage',
    summary: 'measure which log sources reach your stack, how late, and how many lines are lost',
    load: () => import('./commands/coverage.js'),
  },
  {name: 'new', summary: 'write a scenario or a rule to start from', load: () => import('./commands/new.js')},
  {
    name: 'cluster',
    summary: 'a drill cluster that stays: up, down, status',
    load: () => import('./commands/cluster.js'),
  },
  {
    name: 'stack',
    summary: 'a logging and alerting stack for a cluster that has none: up, down, list',
    load: () => import('./commands/stack.js'),
  },
  {
    name: 'live',
    summary: 'a drill with people: live DRILL; ack answers a run that is under way',
    load: () => import('./commands/live.js'),
  },
  {
    name: 'workshop',
    summary: 'a class in teams, each with a cluster of its own to attack, defend and mend',
    load: () => import('./commands/workshop.js'),
  },
  {
    name: 'tabletop',
    summary: 'a drill around a table, without a cluster; cards makes its evidence',
    load: () => import('./commands/tabletop.js'),
  },
  {
    name: 'lab',
    summary: 'a broken chain to mend: list, start, check, watch, hint, solution',
    load: () => import('./commands/lab.js'),
  },
  {name: 'join', summary: 'take part in a live drill, from this terminal', load: () => import('./commands/join.js')},
  {name: 'report', summary: 'render the reports of a recorded run again', load: () => import('./commands/report.js')},
  {
    name: 'history',
    summary: 'what came of every run: import, list, show, drift, baseline, page, quarantine, prune, dump',
    load: () => import('./commands/history.js'),
  },
  {
    name: 'compare',
    summary: 'what got lost, slower, noisier or flaky since earlier nights',
    load: () => import('./commands/compare.js'),
  },
  {
    name: 'fleet',
    summary: 'the same drill on many clusters: run, report, manifests',
    load: () => import('./commands/fleet.js'),
  },
  {name: 'replay', summary: 'watch a recorded run again', load: () => import('./commands/replay.js')},
  {name: 'cleanup', summary: 'clean up what killed runs left behind', load: () => import('./commands/cleanup.js')},
  {
    name: COMPLETION,
    summary: 'a completion script for bash, zsh or fish',
    load: () => import('./commands/completion.js'),
  },
];

const EXAMPLES = `
Examples:
  kubedrill run                        the core drill, on kind or else on the simulated cluster
  kubedrill run secrets-listed         one scenario
  kubedrill run --cluster kind --keep  keep the cluster afterwards
  kubedrill report latest --format html

Exit codes: 0 every gate held · 1 missed, late or a gate failed · 2 usage or invalid files · 3 environment not ready
4 inconclusive · 70 bug · 130 interrupted · 143 terminated`;

/**
 * The command line as commander knows it. Only the commands that are `wanted` get their flags: the modules of the
 * others are not loaded.
 */
export async function commandLine(
  io: Io,
  done: (exitCode: number) => void,
  wanted: (name: string) => boolean = () => true,
): Promise<Command> {
  const program = new Command('kubedrill')
    .description('Incident-response drills for Kubernetes: injects attacks and checks that your stack detects them.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .option('--json', 'print the result as JSON on stdout')
    .option('--quiet', 'print nothing but the result and errors')
    .option('--no-color', 'no colours, as with NO_COLOR')
    .option('--debug', 'print where an error comes from')
    .configureHelp({showGlobalOptions: true})
    .addHelpText('after', EXAMPLES)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: text => writeText(io, text),
      // A word of the command line may hold a line end; commander's own stands before its suggestion.
      writeErr: text => tellLines(io, text.trimEnd().split(/\n(?=\(Did you mean)/)),
      getOutHelpWidth: () => io.stdout.columns ?? 80,
    });
  for (const {name, summary, load} of COMMANDS) {
    const command = program.command(name).description(summary).copyInheritedSettings(program);
    if (!wanted(name)) continue;
    await lightSchemas();
    (await load()).define(command, io, done);
  }
  return program;
}

/** Has schemas interpreted: compiling them pays for thousands of values, and a command has a hundred. */
async function lightSchemas(): Promise<void> {
  (await import('zod')).config({jitless: true});
}

/** Runs one command line; returns the exit code. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  disarmTlsSwitch(io.env);
  const streams = guardStreams(io);
  return streams.exitCode(await obey(argv, io));
}

async function obey(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = EXIT.ok;
  const done = (code: number) => {
    exitCode = code;
  };
  const called = argv.find(word => !word.startsWith('-'));
  let program: Command | undefined;
  try {
    program = await commandLine(
      io,
      done,
      n => n === called || called === COMPLETION || (called === 'help' && argv.includes(n)),
    );
    if (argv.includes('--no-color')) io.env.FORCE_COLOR = '0';
    if (!argv.length) return await atHome(program, io);
    await program.parseAsync(argv, {from: 'user'});
    return exitCode;
  } catch (error) {
    // commander has told what is wrong by now.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return tellError(error, io, program?.opts<GlobalFlags>() ?? {});
  }
}

/** Without arguments: the home screen on a terminal, and then what was chosen there; elsewhere the help. */
async function atHome(program: Command, io: Io): Promise<number> {
  if (!consoleSuits(io) || io.env.CI) {
    program.outputHelp();
    return EXIT.ok;
  }
  const {chooseCommand} = await import('./home.js');
  const chosen = await chooseCommand(io);
  return chosen ? obey(chosen, io) : EXIT.ok;
}
