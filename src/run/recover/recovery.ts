import type {Clock} from '../../lib/clock.js';
import type {Journal} from '../journal/journal.js';
import type {Unfinished} from '../journal/read.js';

/** What became of one killed run. */
export interface Recovered {
  run: string;
  dir: string;
  /** What was done about it, in words. */
  did: string;
  /** What is still there, with the reason. */
  left: string[];
  /** What stood at a path of the run and was not made by it: it was left alone. */
  foreign?: string[];
  /** Why nothing was done, and what the journal asks for. */
  refused?: {why: string; steps: string[]; next: string};
}

/** A question to the person whose clusters these are. */
export interface Question {
  run: string;
  dir: string;
  /** The name to be given again: a context, or a kind cluster. */
  cluster: string;
  /** Why it is asked. */
  why: string;
  /** Everything that would be done. */
  steps: string[];
}

/** What recovering needs. */
export interface RecoverOptions {
  clock: Clock;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** A run that was begun later is left alone: in another container its process is not to be seen. In milliseconds. */
  olderThanMs?: number;
  /** Asks before anything is done that is not known to be the user's own run's; absent: nothing of the sort is done. */
  consent?: (question: Question) => Promise<boolean>;
}

/** What came of a folder of runs. */
export interface Recovery {
  runs: Recovered[];
  /** Folders and journals that could not be read, each named, with the reason. */
  problems: string[];
}

/** One run to be finished, and how. */
export interface Finishing extends RecoverOptions {
  dir: string;
  unfinished: Unfinished;
  journal: Pick<Journal, 'write'>;
  /** Whether a person wants it for this reason, with all that the journal asks for shown; else it is refused. */
  agreed: (why: string, cluster: string) => Promise<boolean>;
}

/** What was done about a run. */
export type Done = Omit<Recovered, 'run' | 'dir'>;
