import type {ClusterKind} from '../../events/words.js';
import type {Ending} from '../../view/nightly/attempts.js';
import type {Outcome} from './codes.js';
import type {RunRecord, VerdictRecord} from './record.js';

/** A run in a list. */
export interface RunRow
  extends Pick<RunRecord, 'uid' | 'drill' | 'fleet' | 'cluster' | 'started' | 'ended' | 'score' | 'green' | 'branch'> {
  kind: ClusterKind;
  outcome: Outcome;
  /** How many scenarios ended so: by their first attempts, and apart from these where attempts disagree. */
  endings: Partial<Record<Ending, number>>;
  /** Where its event log was when it was imported; null: nobody said. */
  events: string | null;
}

/** The same scenario of the same drill on the same cluster, night after night. */
export interface Series {
  fleet: string;
  cluster: string;
  drill: string;
  scenario: string;
}

/** Where a drill is played night after night. */
export type Place = Omit<Series, 'scenario'>;

/** Somebody's decision where the baseline of a scenario begins. */
export interface BaselineDecision {
  scenario: string;
  /** Runs that began earlier are not in it, in milliseconds since 1970; null: the first ones are again. */
  since: number | null;
  /** When it was decided, likewise. */
  at: number;
  who: string;
  why: string;
}

/** What came of a scenario in one run, each attempt on its own. */
export interface Night extends Series, VerdictRecord {
  uid: string;
  kind: ClusterKind;
  started: number;
  /** The hash of what was under test; null: nobody wrote it down. */
  context: string | null;
}

/** A run and where its event log lies. */
export interface Kept {
  record: RunRecord;
  events?: string;
}

/** What became of runs that were handed in. */
export interface Added {
  /** That were not there. */
  added: number;
  /** That were there with a shorter log. */
  replaced: number;
}

/** A history of runs. Each method throws DrillError (exit code 3) when the store does not answer. */
export interface HistoryStore {
  /** Keeps runs, all or none. One that is there already stays as it is, unless its log was shorter. */
  add(runs: readonly Kept[]): Promise<Added>;
  /** The newest runs, the newest first. */
  newest(most: number): Promise<RunRow[]>;
  /** Every night of a scenario on every cluster, the newest last; at most this many runs of each series. */
  nights(scenario: string, most: number): Promise<Night[]>;
  /** The runs whose id or uid this is, the newest first. */
  named(name: string): Promise<RunRow[]>;
  /** Everything that came of the runs of a place, the oldest first. */
  records(place: Place): Promise<RunRecord[]>;
  /** Every drill on every cluster of which there is a run. */
  places(): Promise<Place[]>;
  /** Keeps decisions of people on baselines. They stand beside the runs: `dump` does not have them. */
  decide(place: Place, decisions: readonly BaselineDecision[]): Promise<void>;
  /** All that was decided on the baselines of a place, the oldest first. */
  decisions(place: Place): Promise<BaselineDecision[]>;
  /** Where the event logs of the runs that began before a time are, as far as it is known; the oldest first. */
  logsBefore(time: number): Promise<{uid: string; events: string}[]>;
  /** Forgets where the event logs of these runs are: what came of the runs stays. */
  forgetLogs(uids: readonly string[]): Promise<void>;
  /** The ids of all scenarios that any run has a verdict of. */
  scenarios(): Promise<string[]>;
  /**
   * Everything that came of runs, a line of canonical JSON each: the same for the same runs, whatever the order in which
   * they were imported, from where, and how often.
   */
  dump(): AsyncIterable<string>;
  close(): Promise<void>;
}
