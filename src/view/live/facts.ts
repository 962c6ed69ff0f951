import type {DrillFact} from '../../events/events.js';

/** Facts that only viewers are sent: what the log says otherwise, or says more of than they may know. */
export interface ViewerOnly {
  /** What became of an acknowledgement, by the alert's short name. */
  'alert.answered': {
    alert: string;
    name?: string;
    source: string;
    counted: boolean;
    robot: boolean;
    reason?: string;
    /** After the alert, in milliseconds. */
    latencyMs: number;
  };
}

/** What a viewer is sent: facts of the log, as far as the viewer may know them. */
export type ViewerFact = DrillFact | {[T in keyof ViewerOnly]: {type: T} & ViewerOnly[T]}[keyof ViewerOnly];

/** One event as a viewer gets it. `n` counts what this role is sent, so that a gap tells nothing. */
export type ViewerEvent = ViewerFact & {
  n: number;
  /** Wall clock of the conductor, RFC 3339 in UTC. */
  at: string;
  /** Milliseconds since the run started. */
  ms: number;
  /** When the person says to have done it, where it had to wait for a connection. */
  claimedAt?: string;
};

/** The first thing on a stream. */
export interface Hello {
  person: string;
  name: string;
  role: string;
  kind: 'controls' | 'responds' | 'observes' | 'board';
  can: string[];
  language: string;
  /** Epoch of the ids on this stream: they begin anew with another. */
  epoch: string;
  /** Wall clock of the conductor, milliseconds since 1970; for a board that stands still, when it stopped. */
  serverNow: number;
  /** How many events there were when the stream began: what comes up to that is old. */
  old: number;
}
