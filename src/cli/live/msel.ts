import {existsSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {extname} from 'node:path';
import type {DrillEvent, EventOf} from '../../events/events.js';
import {readEvents} from '../../events/read.js';
import {messageOf, usageError} from '../../lib/errors.js';
import {onDisk} from '../../lib/files/disk.js';
import {readText} from '../../lib/files/read-text.js';
import {csvOf} from '../../lib/text/csv.js';
import {issueText} from '../../lib/yaml/issue-words.js';
import {parseYaml, problemLine} from '../../lib/yaml/yaml-file.js';
import {checkDrill} from '../../scenario/exercise/check/check.js';
import {readDrill} from '../../scenario/exercise/load.js';
import {loadDrill} from '../../scenario/load.js';
import {COLUMNS, type Row, tableOf} from '../../scenario/msel/columns.js';
import {readCsv} from '../../scenario/msel/csv.js';
import {withScript} from '../../scenario/msel/into-drill.js';
import {MOST_BYTES, Unreadable} from '../../scenario/msel/limits.js';
import {readList} from '../../scenario/msel/read.js';
import {playedRows, toRows} from '../../scenario/msel/rows.js';
import {fromRows} from '../../scenario/msel/script.js';
import {Drill} from '../../scenario/schema.js';
import {eventsFile, RUNS} from '../run/folder.js';

/** The flags of an export. */
interface ExportFlags {
  format?: string;
  output?: string;
  language: string;
}

/** The list of a drill or a run, as rows and as the content of a file. */
export async function exported(
  what: string,
  {format, output, language}: ExportFlags,
): Promise<{rows: Row[]; content: Buffer}> {
  const wanted = format ?? (output !== undefined && extname(output) === '.xlsx' ? 'xlsx' : 'csv');
  if (wanted !== 'csv' && wanted !== 'xlsx') throw usageError(`--format ${wanted} is not one of csv, xlsx`);
  if (wanted === 'xlsx' && output === undefined)
    throw usageError('an Excel file is nothing for a terminal', ['name a file with --output']);
  const rows = isRun(what) ? rowsOfRun(what) : toRows(loadDrill(what), language);
  const {xlsxOf} = await import('../../scenario/msel/xlsx.js');
  const table = tableOf(rows);
  return {rows, content: wanted === 'xlsx' ? await xlsxOf(table) : Buffer.from(csvOf(table))};
}

const isRun = (what: string): boolean =>
  what === 'latest' || what.endsWith('.ndjson') || (existsSync(what) && statSync(what).isDirectory());

function rowsOfRun(what: string): Row[] {
  const events = readEvents(eventsFile(what, RUNS));
  const opened = find(events, 'exercise.opened');
  const loaded = find(events, 'script.loaded');
  if (!opened || !loaded) throw usageError(`${what} is not a run with people: it has no script`);
  const delivered = events.filter(event => event.type === 'inject.delivered');
  const skipped = events.filter(event => event.type === 'inject.skipped');
  const joined = events.filter(event => event.type === 'participant.joined');
  const names = new Map(joined.map(({person, name}) => [person, name] as const));
  return playedRows({opened, injects: loaded.injects, delivered, skipped, names});
}

const find = <T extends DrillEvent['type']>(events: readonly DrillEvent[], type: T): EventOf<T> | undefined =>
  events.find((event): event is EventOf<T> => event.type === type);

/** What came of an import. */
export interface Imported {
  file: string;
  injects: number;
  /** `file:line message`: what was read otherwise than it stands there. */
  notes: string[];
  /** Headers that mean nothing here. */
  unread: string[];
}

/**
 * Puts a list into a copy of a drill's file.
 *
 * @throws DrillError (exit code 2) with every line of the list that is wrong; then nothing is written.
 */
export async function imported(
  name: string,
  list: string,
  {output, language}: {output: string; language: string},
): Promise<Imported> {
  const drill = loadDrill(name);
  if (existsSync(output)) throw usageError(`${output} is there already`, ['name another file with --output']);
  const {rows, unknown, missing} = readList(await tableIn(list));
  if (missing.length) {
    const also = missing.flatMap(title => Object.values(COLUMNS).filter(column => column.title === title));
    throw usageError(
      `${list} has no column for ${missing.join(', ')}`,
      also.map(({title, also: names}) => `a header such as ${[title, ...names.slice(0, 3)].join(', ')}`),
    );
  }
  const place = ({line, message}: {line: number; message: string}) => `${list}:${line} ${message}`;
  const {script, lines, problems, notes} = fromRows(rows, drill, language);
  if (problems.length) throw usageError(problems.map(place), ['correct these rows and import the list again']);
  const text = withScript(readText(drill.file), script);
  const wrong = problemsOf(text, output, lines);
  if (wrong.length)
    throw usageError(
      wrong.map(one => ('line' in one ? place(one) : one.message)),
      ['correct these rows and import the list again'],
    );
  onDisk(output, () => writeFileSync(output, text, {flag: 'wx'}));
  return {file: output, injects: script.length, notes: notes.map(place), unread: unknown};
}

/** What keeps the new drill from being loaded, at the lines of the list where they are to blame. */
function problemsOf(
  text: string,
  output: string,
  lines: readonly number[],
): ({line: number; message: string} | {message: string})[] {
  const yaml = parseYaml(text, output, {documents: 'one'});
  const {problems} = readDrill(yaml);
  if (!problems.length) return [];
  const parsed = Drill.safeParse(yaml.values[0]);
  const findings = parsed.success
    ? checkDrill(parsed.data).filter(({severity}) => severity === undefined)
    : parsed.error.issues.map(issue => ({path: issue.path, message: issueText(issue, yaml.values[0])}));
  const placed = findings.map(({path: [section, index], message}) => {
    const line = section === 'script' && typeof index === 'number' ? lines[index] : undefined;
    return line === undefined ? {message} : {line, message};
  });
  // What is left is about files beside the drill, such as procedures.
  return placed.length ? placed : problems.map(problem => ({message: problemLine(problem)}));
}

async function tableIn(list: string): Promise<string[][]> {
  try {
    if (statSync(list, {throwIfNoEntry: false}) && statSync(list).size > MOST_BYTES)
      throw new Unreadable(`is larger than ${MOST_BYTES / 1024 / 1024} MiB`);
    const isPacked =
      existsSync(list) && statSync(list).isFile() && readFileSync(list).subarray(0, 2).toString() === 'PK';
    if (!isPacked) return readCsv(readText(list, MOST_BYTES));
    const {readXlsx} = await import('../../scenario/msel/xlsx.js');
    return await readXlsx(readFileSync(list));
  } catch (error) {
    throw usageError(`${list}: ${messageOf(error)}`, ['save it as CSV (UTF-8) or as an Excel workbook (.xlsx)']);
  }
}
