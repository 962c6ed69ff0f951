import {appendFileSync, existsSync, readFileSync} from 'node:fs';
import {dirname} from 'node:path';
import type {ClusterKind} from '../events/words.js';
import {makeDir} from '../lib/files.js';
import type {KnownProcess} from '../lib/processes.js';
import type {UndoAction} from './undo.js';

/** Which cluster a run works on, so that a later process can find it again. */
export interface JournaledCluster {
  kind: ClusterKind;
  name: string;
  /** True when the run made it: then deleting the cluster is all the clean-up there is. */
  own: boolean;
}

/** One line of `journal.ndjson`. Each is on disk before the change it announces is made. */
export type JournalEntry =
  | {type: 'opened'; run: string; pid: number; at: string}
  | {type: 'cluster'; cluster: JournaledCluster}
  /** A server of the cluster that runs as a process of this machine. */
  | {type: 'process'; process: KnownProcess}
  | {type: 'create'; path: string}
  | {type: 'gone'; path: string}
  /** The way back of one execution, filled in, before its attack; and that it was taken. */
  | {type: 'undo'; of: string; actions: UndoAction[]}
  | {type: 'undone'; of: string}
  | {type: 'cluster gone'}
  | {type: 'closed'};

/** What a run intends to leave nothing of: the way back for a process that was killed. */
export class Journal {
  constructor(readonly path: string) {
    makeDir(dirname(path));
  }

  write(entry: JournalEntry): void {
    appendFileSync(this.path, `${JSON.stringify(entry)}\n`);
  }
}

/** What a journal says is still to be undone. */
export interface Unfinished {
  run: string;
  pid: number;
  startedAt: string;
  cluster?: JournaledCluster;
  /** Servers of the cluster that may still run, newest first. */
  processes: KnownProcess[];
  /** API paths of objects that may exist, newest first. */
  paths: string[];
  /** Ways back that were not taken yet, newest first, each with its execution's token. */
  undos: {of: string; actions: UndoAction[]}[];
}

/** Reads a journal; undefined when there is none or its run was closed. A line cut short by the kill is left out. */
export function readJournal(path: string): Unfinished | undefined {
  if (!existsSync(path)) return undefined;
  const entries = readFileSync(path, 'utf8').split('\n').flatMap(parseEntry);
  const opened = entries.find(e => e.type === 'opened');
  if (!opened || entries.some(e => e.type === 'closed')) return undefined;
  const cluster = entries.findLast(e => e.type === 'cluster')?.cluster;
  const clusterGone = entries.some(e => e.type === 'cluster gone');
  const gone = new Set(entries.flatMap(e => (e.type === 'gone' ? [e.path] : [])));
  const paths = entries.flatMap(e => (e.type === 'create' && !gone.has(e.path) ? [e.path] : [])).reverse();
  return {
    run: opened.run,
    pid: opened.pid,
    startedAt: opened.at,
    ...(cluster && !clusterGone && {cluster}),
    processes: entries.flatMap(e => (e.type === 'process' && !clusterGone ? [e.process] : [])).reverse(),
    paths: clusterGone ? [] : paths,
    undos: clusterGone ? [] : undosIn(entries),
  };
}

function undosIn(entries: readonly JournalEntry[]): Unfinished['undos'] {
  const undone = new Set(entries.flatMap(e => (e.type === 'undone' ? [e.of] : [])));
  return entries
    .flatMap(e => (e.type === 'undo' && !undone.has(e.of) ? [{of: e.of, actions: e.actions}] : []))
    .reverse();
}

function parseEntry(line: string): JournalEntry[] {
  try {
    return line ? [JSON.parse(line) as JournalEntry] : [];
  } catch {
    return [];
  }
}
