import {PassThrough} from 'node:stream';
import {CommanderError} from 'commander';
import type {Io} from '../../src/cli/io.js';
import {commandLine} from '../../src/cli/main.js';
import {messageOf} from '../../src/lib/errors.js';
import {drillNames, loadScenarios, resolveScenarios} from '../../src/scenario/load.js';

/** The arguments of a command as a page shows it; undefined when it is no command of kubedrill. */
export function argumentsOf(line: string): string[] | undefined {
  const call = /^(?:[\w]+=\S+ )*(?:npx )?kubedrill (.*)$/.exec(line.trim())?.[1];
  const [command = ''] = call?.split(/ #| \| | >>? | && |; /) ?? [];
  return call === undefined
    ? undefined
    : [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
}

const KNOWN = loadScenarios().scenarios;

/** What is wrong with a command line: flags, arguments, or scenarios that are not there. Nothing is run. */
export async function wrongWith(argv: string[]): Promise<string | undefined> {
  const stdout = new PassThrough();
  const io = {env: {}, stdin: new PassThrough(), stdout, stderr: stdout} as unknown as Io;
  const program = await commandLine(io, () => {});
  let named: string[] = [];
  for (const command of program.commands) {
    const takesScenarios = ['run', 'plan', 'show'].includes(command.name());
    command.action((first: string | string[]) => {
      const all = takesScenarios ? [first].flat().filter(name => !isMadeUp(name)) : [];
      named = command.name() === 'show' ? all.filter(name => !drillNames().includes(name)) : all;
    });
    for (const below of command.commands) below.action(() => {});
  }
  try {
    await program.parseAsync(argv, {from: 'user'});
    resolveScenarios(named, KNOWN);
    return undefined;
  } catch (error) {
    return error instanceof CommanderError && error.exitCode === 0 ? undefined : messageOf(error);
  }
}

/** Files, and names that stand for the reader's own. */
const isMadeUp = (name: string): boolean => /\.ya?ml(:|$)|^my-/.test(name);
