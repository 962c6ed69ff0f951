import {join} from 'node:path';
import {machineId} from '../../src/lib/process/machine.js';
import type {JournalEntry} from '../../src/run/journal/entry.js';
import {Journal} from '../../src/run/journal/journal.js';
import {type JournalKey, journalKey} from '../../src/run/journal/key.js';
import {Seal} from '../../src/run/journal/seal.js';
import {HOME} from './cli.js';

/** An entry, or anything else that somebody may have put in its place. */
export type AnyEntry = JournalEntry | Record<string, unknown>;

/** What a test changes of a journal. */
export interface JournalChange {
  /** Absent: that of the person in whose home the tests run. */
  key?: JournalKey;
  /** Another first entry, or parts of it. */
  opened?: Record<string, unknown>;
  sealed?: boolean;
}

/** Nobody's process: larger than any number that a kernel hands out. */
export const NOBODY = 2 ** 31 - 1;

/** The journal of a run that was killed, as the run itself would have written it; returns its path. */
export function writeJournal(dir: string, run: string, entries: readonly AnyEntry[], change: JournalChange = {}) {
  const {key = journalKey({HOME}), sealed = true} = change;
  const path = join(dir, 'journal.ndjson');
  const seal = sealed ? Seal.begin(key) : undefined;
  const journal = new Journal(path, seal);
  const machine = machineId();
  const opened = {
    ...{type: 'opened', run, pid: NOBODY, at: '2026-01-01T00:00:00.000Z'},
    ...(seal && {key: key.id, journal: seal.id, ...(machine !== undefined && {machine})}),
    ...change.opened,
  };
  for (const entry of [opened, ...entries]) journal.write(entry as JournalEntry);
  return path;
}
