import type {Command} from 'commander';
import {EXIT, usageError} from '../../lib/errors.js';
import {writeOutput} from '../../lib/files/files.js';
import {type GlobalFlags, type Io, writeJson, writeLines, writeText} from '../io.js';

interface MselFlags extends GlobalFlags {
  format?: string;
  output?: string;
  language: string;
}

const EXAMPLES = `
Examples:
  kubedrill live msel export leaked-token                     the script of a drill as CSV
  kubedrill live msel export leaked-token --output msel.xlsx  for Excel, by the file's name
  kubedrill live msel export latest --output played.csv       the script as the newest run played it
  kubedrill live msel import leaked-token msel.xlsx --output mine.yaml
                                                              a copy of the drill with the list as its script

Columns are known by the names of an export and by those of other tools. Of an inject that the drill has already, a
cell that says the same as an export keeps all that it stands for, such as the text in other languages.`;

/** `kubedrill live msel`: the script of a drill as a list that exercise planners work with, out and in. */
export function defineMsel(parent: Command, io: Io, done: (exitCode: number) => void): void {
  parent
    .command('msel')
    .summary('the script as a master scenario events list, CSV or Excel: out and in')
    .argument('<action>', 'export or import')
    .argument('<drill>', 'drill id or file; to export also a run: its folder, its events.ndjson, or latest')
    .argument('[list]', 'what is imported: CSV or Excel (.xlsx), at most 5 MiB and 5,000 rows')
    .option('--format <format>', 'of an export: csv or xlsx; default: by the name of the file, else csv')
    .option('-o, --output <file>', 'the file that is written; an export goes to stdout without it')
    .addHelpText('after', EXAMPLES)
    .action(async (action: string, drill: string, list: string | undefined, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<MselFlags>();
      if (action === 'export') await exportTo(io, drill, flags);
      else if (action === 'import') await importFrom(io, drill, list, flags);
      else throw usageError(`live msel ${action} is not one of export, import`);
      done(EXIT.ok);
    });
}

async function exportTo(io: Io, drill: string, flags: MselFlags): Promise<void> {
  const {exported} = await import('./msel.js');
  const {rows, content} = await exported(drill, flags);
  if (flags.output !== undefined) writeOutput(flags.output, content);
  else if (flags.json) writeJson(io, rows);
  // A byte order mark is for programs that guess what a file is.
  else writeText(io, content.toString().replace(/^\uFEFF/, ''));
}

async function importFrom(io: Io, drill: string, list: string | undefined, flags: MselFlags): Promise<void> {
  const {json, output, language} = flags;
  if (list === undefined || output === undefined)
    throw usageError('an import needs a list and the file that is written', [
      `kubedrill live msel import ${drill} ${list ?? 'LIST'} --output ${output ?? 'NEW.yaml'}`,
    ]);
  const {imported} = await import('./msel.js');
  const {file, injects, notes, unread} = await imported(drill, list, {language, output});
  if (json) writeJson(io, {file, injects, notes, unread});
  else {
    writeLines(io, [
      ...notes,
      ...(unread.length ? [`columns that were not read: ${unread.join(', ')}`] : []),
      `${file} has ${injects} injects`,
      `  next: kubedrill lint --drills ${file}`,
    ]);
  }
}
