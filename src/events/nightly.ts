import type {Verdict} from './words.js';

/** A product that answers behind a source, as it names itself. */
export interface SourceProduct {
  /** The id of the source. */
  id: string;
  product: string;
  version: string;
}

/** Where the files under test are kept, as `git` says it. */
export interface VcsState {
  /** The address of the repository, without credentials. */
  repo?: string;
  /** The branch or tag; absent: none is checked out, and no CI server names one. */
  ref?: string;
  commit: string;
  /** Whether files that git follows differ from the commit. */
  dirty: boolean;
}

/**
 * The facts of a run that serve to compare it with others: what was under test, what was tried again, what counts. Hashes are SHA-256 in hex, of canonical forms.
 */
export interface NightlyEventTypes {
  /** What was under test, known once preflight has asked everything; nothing secret is in it. Older logs have none. */
  'run.context': {
    kubedrill: string;
    kubernetes: string;
    /** `pack` changes when any rule that can alert does; `byRule` has these by their ids. */
    rules: {pack: string; byRule: Record<string, string>};
    /** Absent: it cannot be read. */
    auditPolicy?: string;
    /** Of the stack file, without what is secret; absent: kubedrill's own sources. */
    stack?: string;
    /** By id of the scenario. */
    scenarios: Record<string, string>;
    /** Products behind sources that say what they are. */
    sources: SourceProduct[];
    /** Absent: the folder in which the run was started is under no version control. */
    vcs?: VcsState;
    labels: Record<string, string>;
    fleet?: string;
    /** The same every night: a cluster that is made for a run is called after its kind. */
    cluster: string;
  };
  /** A scenario is played once more: what follows of it in the log belongs to this attempt, until the next one. */
  'scenario.attempt': {
    scenario: string;
    /** From 2. */
    attempt: number;
    /** How many there may be, the first among them. */
    of: number;
    /** The verdict of the attempt before. */
    because: Verdict;
  };
  /** No gate looks at a scenario for a while, by `history.yaml`; it is played and shown as ever. */
  'scenario.quarantined': {
    scenario: string;
    owner: string;
    /** The last day, such as `2026-12-20`, in UTC. */
    until: string;
    why: string;
    /** Its last day is over, so it counts again. */
    expired: boolean;
  };
  /** What the nights before say of a run that is kept in a history, just before it ends. What is in quarantine is not in it. */
  'history.judged': {
    /** Why nothing can be said; then nothing else is. */
    undecided?: string;
    /** Scenarios whose detection got lost. */
    lost: string[];
    /** Links that are slower, and scenarios beside them: `pod-exec until alerted`. */
    slower: string[];
    /** Scenarios whose benign twin alerts and did not. */
    newNoise: string[];
    /** Scenarios, links and twins of which nobody can say. */
    unknown: {lost: string[]; slower: string[]; newNoise: string[]};
    /** How far baselines of latencies are, while some have too few nights. */
    learning?: string;
  };
}
