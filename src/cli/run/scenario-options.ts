import {type Command, Option} from 'commander';

/** The argument and flags that say which scenarios a command is about. */
export const scenarioOptions = (command: Command): Command =>
  command
    .argument('[scenarios...]', 'scenario ids, ID:VARIANT, or files of your own; default: those of the drill')
    .option('--drill <id>', 'a drill of drills/, or a file', 'core')
    .option('--all', "every scenario instead of the drill's, by the drill's rules of play")
    .option('--variants', 'with --all: their variants as well');

/** Takes a flag each time it is given: a list would take the scenarios behind it as well. */
export const again = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];

export const ownRules = (): Option =>
  new Option('--rules <path>', 'your own Sigma rules instead of those of kubedrill; again for more').argParser(again);
