import type {ClusterIdentity} from '../../cluster/identity.js';
import {messageOf, usageError} from '../../lib/errors.js';
import {readOwn} from '../../lib/files/own-files.js';
import {parseJsonLine} from '../../lib/json/line.js';
import {machineId} from '../../lib/process/machine.js';
import {isAlive, isRunningAnywhere, type KnownProcess} from '../../lib/process/processes.js';
import {firstIssue} from '../../lib/yaml/issue-words.js';
import type {UndoAction} from '../undo.js';
import {type JournalEntry, JournalEntrySchema, type JournaledCluster} from './entry.js';
import type {JournalKey} from './key.js';
import {Seal} from './seal.js';

/** What a journal says is still to be undone. */
export interface Unfinished {
  run: string;
  pid: number;
  startedAt: string;
  /** The process of the run; absent in journals of before 0.2. */
  process?: KnownProcess;
  cluster?: JournaledCluster;
  /** What the cluster was known by; absent where nothing was made on it yet. */
  identity?: ClusterIdentity;
  /** Servers of the cluster that may still run, newest first. */
  processes: KnownProcess[];
  /** API paths of objects that may exist, newest first. */
  paths: string[];
  /** UIDs of objects that were made without the run's label, by path. */
  made: ReadonlyMap<string, string>;
  /** Ways back that were not taken yet, newest first, each with its execution's token. */
  undos: {of: string; actions: UndoAction[]}[];
  /** Why it is not known to be what this user's own run wrote on this machine; absent when it is. */
  unsealed?: string;
  /** With it the journal can be gone on with; absent where it is unsealed. */
  seal?: Seal;
}

/** Far more than a catalogue with every variant writes. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Reads a journal; undefined when there is none or its run was closed. A last line cut short by a kill is left out.
 *
 * @param key the user's key; without it nothing is known to be the user's own.
 * @throws DrillError (exit code 2) with the place, when it is not a journal, or others could have written it.
 */
export function readJournal(path: string, key?: JournalKey): Unfinished | undefined {
  const text = read(path);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  const torn = lines.pop() !== '';
  const entries = lines.map((line, index) => parse(path, line, index + 1));
  const opened = entries[0];
  if (!opened) return undefined;
  if (opened.type !== 'opened') throw usageError(`${path}:1:1 is not the start of a journal`, LOOK);
  const ours = key !== undefined && opened.key === key.id && opened.journal !== undefined;
  // A journal that was closed asks for nothing; one that its owner knows to be open says so only by its own hand.
  const isOpen = ours && Seal.isOpen(key, opened.journal ?? '');
  if (!isOpen && entries.some(e => e.type === 'closed')) return undefined;
  const seal = sealOf(opened, key, lines, torn);
  if (typeof seal !== 'string' && entries.some(e => e.type === 'closed')) return undefined;
  return {
    ...contentsOf(opened, entries),
    ...(typeof seal === 'string' ? {unsealed: seal} : {seal}),
  };
}

const LOOK = ['look at the file; remove the folder of the run if nothing of it is left on the cluster'];

function read(path: string): string | undefined {
  try {
    return readOwn(path, {maxBytes: MAX_BYTES});
  } catch (error) {
    if ((error as {cause?: NodeJS.ErrnoException}).cause?.code === 'ENOENT') return undefined;
    throw usageError(`${path} ${messageOf(error)}`, LOOK);
  }
}

function parse(path: string, line: string, number: number): JournalEntry {
  let value: unknown;
  try {
    value = parseJsonLine(line);
  } catch (error) {
    throw usageError(`${path}:${number}:1 ${messageOf(error)}`, LOOK);
  }
  const parsed = JournalEntrySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw usageError(`${path}:${number}:1 is not an entry of a journal: ${firstIssue(parsed.error, value, '')}`, LOOK);
}

type Opened = Extract<JournalEntry, {type: 'opened'}>;

function sealOf(opened: Opened, key: JournalKey | undefined, lines: string[], torn: boolean): Seal | string {
  if (opened.key === undefined || opened.journal === undefined) return 'it is not sealed with a key';
  if (!key) return 'your own key is not available';
  if (opened.key !== key.id) return 'it is sealed with another key than yours';
  if (opened.machine !== machineId()) return 'it was written on another machine';
  return Seal.resume(key, opened.journal, lines, torn);
}

function contentsOf(opened: Opened, entries: readonly JournalEntry[]): Unfinished {
  const cluster = entries.findLast(e => e.type === 'cluster')?.cluster;
  const identity = entries.findLast(e => e.type === 'identity')?.identity;
  const rest = entries.some(e => e.type === 'cluster gone') ? [] : entries;
  const gone = new Set(rest.flatMap(e => (e.type === 'gone' ? [e.path] : [])));
  return {
    run: opened.run,
    pid: opened.pid,
    startedAt: opened.at,
    ...(opened.process && {process: opened.process}),
    ...(cluster && rest.length > 0 && {cluster}),
    ...(identity && rest.length > 0 && {identity}),
    processes: rest.flatMap(e => (e.type === 'process' ? [e.process] : [])).reverse(),
    paths: rest.flatMap(e => (e.type === 'create' && !gone.has(e.path) ? [e.path] : [])).reverse(),
    made: new Map(rest.flatMap(e => (e.type === 'made' ? [[e.path, e.uid] as const] : []))),
    undos: undosIn(rest),
  };
}

function undosIn(entries: readonly JournalEntry[]): Unfinished['undos'] {
  const undone = new Set(entries.flatMap(e => (e.type === 'undone' ? [e.of] : [])));
  return entries
    .flatMap(e => (e.type === 'undo' && !undone.has(e.of) ? [{of: e.of, actions: e.actions}] : []))
    .reverse();
}

/** Whether the process of a run is still there. */
export const isGoingOn = ({pid, process: known}: Unfinished): boolean =>
  known ? isRunningAnywhere(known) : isAlive(pid);
