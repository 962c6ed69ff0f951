import {closeSync} from 'node:fs';
import {dirname, join} from 'node:path';
import type {Clock} from '../../lib/clock.js';
import {messageOf} from '../../lib/errors.js';
import {diskError} from '../../lib/files/disk.js';
import {makeDir} from '../../lib/files/files.js';
import {appendLine, openLines} from '../../lib/files/line-file.js';
import {machineId} from '../../lib/process/machine.js';
import {knownProcess} from '../../lib/process/processes.js';
import type {JournalEntry} from './entry.js';
import {type JournalKey, journalKey} from './key.js';
import {Seal} from './seal.js';

/** The name of a journal in the folder of its run. */
export const JOURNAL = 'journal.ndjson';

/** Entries that must be on disk before what they announce is done. */
const ANNOUNCES: readonly JournalEntry['type'][] = ['opened', 'cluster', 'create', 'undo'];

/** What a run intends to leave nothing of: the way back for a process that was killed. */
export class Journal {
  /** Hears why the journal can no longer be written. */
  onFailure: (error: unknown) => void = () => {};
  readonly #seal: Seal | undefined;
  #begun = false;

  /** @param seal makes every line the user's own; without it, clean-up asks a person about each step. */
  constructor(
    readonly path: string,
    seal?: Seal,
  ) {
    this.#seal = seal;
    makeDir(dirname(path));
  }

  /**
   * @throws DrillError when a change that it announces cannot be written down: then it must not be made. What tells of
   *   clean-up is never thrown, for that goes on from memory.
   */
  write(entry: JournalEntry): void {
    try {
      this.#append(entry);
    } catch (error) {
      const known = diskError(error, this.path);
      this.onFailure(known);
      if (ANNOUNCES.includes(entry.type)) throw known;
    }
  }

  #append(entry: JournalEntry): void {
    const text = JSON.stringify(entry);
    const line = this.#seal ? this.#seal.line(text) : text;
    const file = openLines(this.path, {create: !this.#begun});
    this.#begun = true;
    try {
      appendLine(file, line);
    } finally {
      closeSync(file);
    }
    this.#seal?.written(line);
    if (entry.type === 'closed') this.#seal?.forget();
  }
}

/** What the journal of a new run begins with. */
export interface Begin {
  /** The run's folder. */
  dir: string;
  run: string;
  clock: Clock;
  env: NodeJS.ProcessEnv;
}

/**
 * Begins the journal of a run.
 *
 * @returns it, and why it could not be sealed, if so: the run is no worse for it, but its clean-up after a kill is.
 */
export function beginJournal({dir, run, clock, env}: Begin): {journal: Journal; unsealed?: string} {
  const opened = {type: 'opened', run, pid: process.pid, at: clock.wall().toISOString(), ...whoRuns()} as const;
  const path = join(dir, JOURNAL);
  try {
    const key: JournalKey = journalKey(env);
    const seal = Seal.begin(key);
    const machine = machineId();
    const journal = new Journal(path, seal);
    journal.write({...opened, key: key.id, journal: seal.id, ...(machine !== undefined && {machine})});
    return {journal};
  } catch (error) {
    const journal = new Journal(path);
    journal.write(opened);
    return {journal, unsealed: messageOf(error)};
  }
}

function whoRuns() {
  const known = knownProcess('kubedrill', process.pid);
  return known ? {process: known} : {};
}
