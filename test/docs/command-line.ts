import {PassThrough} from 'node:stream';
import {CommanderError} from 'commander';
import type {Io} from '../../src/cli/io.js';
import {commandLine} from '../../src/cli/main.js';
import {messageOf} from '../../src/lib/errors.js';
import {chooseScenarios} from '../../src/scenario/load.js';

/** The arguments of a command as a page shows it; undefined when it is no command of kubedrill. */
export function argumentsOf(line: string): string[] | undefined {
  const call = /^(?:[\w]+=\S+ )*(?:npx )?kubedrill (.*)$/.exec(line.trim())?.[1];
  const [command = ''] = call?.split(/ #| \| | >>? | && |; /) ?? [];
  return call === undefined
    ? undefined
    : [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
}

/** What is wrong with a command line: flags, arguments, or scenarios that are not there. Nothing is run. */
export async function wrongWith(argv: string[]): Promise<string | undefined> {
  const stdout = new PassThrough();
  const io = {env: {}, stdin: new PassThrough(), stdout, stderr: stdout} as unknown as Io;
  const program = await commandLine(io, () => {});
  let check = () => {};
  for (const command of program.commands) {
    command.action((first: unknown) => {
      if (Array.isArray(first)) check = () => void chooseScenarios(first.filter(name => !isMadeUp(name)));
      else if (command.name() === 'show') check = () => void chooseScenarios([String(first)]);
    });
  }
  try {
    await program.parseAsync(argv, {from: 'user'});
    if (['run', 'plan', 'show'].includes(argv[0] ?? '')) check();
    return undefined;
  } catch (error) {
    return error instanceof CommanderError && error.exitCode === 0 ? undefined : messageOf(error);
  }
}

/** Files, and names that stand for the reader's own. */
const isMadeUp = (name: string): boolean => /\.ya?ml(:|$)|^my-/.test(name);
