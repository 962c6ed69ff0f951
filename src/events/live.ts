import type {Acceptable, Severity} from './words.js';

/** A role as people see it. */
export interface RoleWords {
  id: string;
  kind: 'controls' | 'responds' | 'observes';
  duties: string[];
  /** What it may do beside reading and writing notes. */
  can: string[];
  min: number;
  max?: number;
  backup?: string;
}

/** An inject as the script has it: for those who control and observe, until the script is unsealed. */
export interface PlannedInject {
  id: string;
  title: string;
  /** When it is due, in words, such as `2 m after secrets-listed is acknowledged`. */
  due: string;
  /** Milliseconds of drill time, where it is known from the start. */
  at?: number;
  attack?: string;
  ask?: string;
  text?: string;
  to: string[];
  from?: string;
  via: string;
  kind: string;
  expect?: string;
  notes?: string;
  objectives: string[];
}

/** A question as people see it: nothing in it tells the answer. */
export interface AskedQuestion {
  id: string;
  text: string;
  to: string[];
  points: number;
  tries: number;
  /** The options of a decision. */
  choose?: {id: string; text: string}[];
  rationale: 'required' | 'optional';
  /** How long people have, in milliseconds. */
  withinMs?: number;
}

/** A notification that a law demands, as people see it: what its clock starts from is theirs to know. */
export interface NoticeAsked {
  id: string;
  title: string;
  /** Milliseconds of drill time from its start. */
  dueMs: number;
  fields: string[];
  to: string;
}

/**
 * The facts of a drill with people. `t` is drill time: milliseconds since its start, pauses left out. `person` is the id
 * of a participant, such as `p3`; tokens and codes are in no event.
 */
export interface LiveEventTypes {
  'exercise.opened': {
    kind: 'live' | 'tabletop' | 'workshop';
    title: string;
    briefing: {text: string; rules: string[]; stopWord: string};
    roles: RoleWords[];
    objectives: {id: string; text: string; csf?: string; tasks: {id: string; text: string}[]}[];
    procedures: {id: string; title: string; owner: string; steps: {id: string; text: string; role?: string}[]}[];
    clocks: NoticeAsked[];
    pace: 'clock' | 'facilitator';
    lengthMs?: number;
    story?: {start: string; scale: number};
    /** The SLA of an acknowledgement, from the alert. */
    acknowledgeMs: number;
    language: string;
    /** Around a table: on what the evidence was recorded, the worse of both where cards differ. */
    evidence?: 'recorded' | 'simulated';
  };
  /** The sealed part. `sha256` is that of the drill's file. */
  'script.loaded': {
    injects: PlannedInject[];
    questions: AskedQuestion[];
    hints: {id: string; scenario: string; afterMs: number; price: number; text: string}[];
    /** What people have to state for the clock of a notification to start. Absent: the log is older. */
    clocks?: {id: string; starts: string}[];
    /** What the improvement plan of the last run of this drill left open. Absent: nothing, or the log is older. */
    openActions?: string[];
    sha256: string;
  };
  'script.unsealed': {by: string; t: number};
  /** The cluster is there, and preflight is over: attacks may begin. Once more after a restart. */
  'exercise.ready': {t: number};
  'participant.joined': {person: string; name: string; role: string; via: 'web' | 'terminal'; user?: string};
  'participant.changed': {
    person: string;
    state: 'online' | 'away' | 'removed';
    role?: string;
    /** Who this person turned out to be as well: one who has joined twice. */
    into?: string;
    by?: string;
    reason?: string;
  };
  /** `gapMs`: the machine slept, or the conductor was down, for this long. `spentMs`: by how much it was put forward. */
  'clock.changed': {
    t: number;
    state: 'running' | 'paused' | 'ended';
    by: string;
    reason?: string;
    gapMs?: number;
    spentMs?: number;
  };
  'inject.delivered': {
    inject: string;
    t: number;
    /** A participant, or `clock`, `event`, `condition`, `decision`. */
    by: string;
    to: string[];
    /** As it was sent; absent for one that starts an attack or asks. */
    text?: string;
    from?: string;
    via: string;
    attack?: string;
    /** Drill time at which it was due, where the script says one. */
    planned?: number;
  };
  'inject.skipped': {inject: string; t: number; by: string; reason: string};
  /** It is not delivered before `until`, in drill time. */
  'inject.held': {inject: string; t: number; by: string; until: number};
  'inject.read': {inject: string; person: string; t: number};
  /** An alert as people's own stack would show it: without the name of the attack. */
  'alert.shown': {
    alert: string;
    /** The `seq` of its `signal.seen`. */
    signal: number;
    rule: string;
    level: string;
    source: string;
    /** What it is about, as far as the alert itself says: who, what, where. */
    about: Record<string, string>;
    keys: string[];
    link?: string;
    t: number;
  };
  'incident.declared': {
    incident: string;
    severity: Severity;
    t: number;
    person: string;
    alerts: string[];
    summary: string;
  };
  /** The team states what starts clocks of laws: which, and when each is due in drill time. */
  'team.stated': {what: string; t: number; person: string; starts?: {clock: string; dueT: number}[]};
  'procedure.ticked': {procedure: string; step: string; t: number; person: string};
  /** An observer has seen that it was done, or not. */
  'procedure.confirmed': {procedure: string; step: string; t: number; person: string; done: boolean};
  'evidence.handed-in': {
    id: string;
    t: number;
    person: string;
    alert?: string;
    title: string;
    sha256: string;
    bytes: number;
    /** The uids of objects to be saved that its text names; absent: none. */
    uids?: string[];
  };
  'note.written': {
    id: string;
    t: number;
    person: string;
    text: string;
    visibility: 'team' | 'staff';
    /** The id of the note that it corrects. */
    amends?: string;
  };
  'question.asked': {question: AskedQuestion; t: number; dueT?: number};
  'question.answered': {
    question: string;
    t: number;
    person: string;
    answer: string;
    state: 'right' | 'wrong' | 'too fast' | 'closed';
    points: number;
    triesLeft: number;
  };
  'decision.made': {
    question: string;
    t: number;
    person: string;
    choice: string;
    rationale: string;
    /** Made in time, where a time was given. */
    inTime: boolean;
  };
  'hint.taken': {hint: string; scenario: string; t: number; person: string; price: number; text: string};
  'notice.sent': {
    clock: string;
    t: number;
    person: string;
    fields: Record<string, string>;
    /** Fields that it should hold and does not. */
    missing: string[];
    /** Absent: its clock was not started, so that nobody knows. */
    inTime?: boolean;
  };
  'observation.made': {
    id: string;
    t: number;
    person: string;
    objective?: string;
    task?: string;
    inject?: string;
    /** Performed without challenges, with some, with major ones, unable to be performed (HSEEP). */
    rating?: 'P' | 'S' | 'M' | 'U';
    text: string;
    amends?: string;
  };
  /** A facilitator gives people more time for one attack, or closes it. */
  'response.extended': {scenario: string; byMs: number; t: number; by: string};
  'response.closed': {scenario: string; t: number; by: string; reason: string};
  /**
   * A facilitator lets the time count at which somebody says to have done something, which had to wait for a connection.
   * `id`: the alert, the incident, the notification or the question. `earlierMs`: by how much it is earlier than it came, in
   * drill time. `inTime`: whether it is in time now, where a time was given.
   */
  'time.accepted': {
    what: Acceptable;
    id: string;
    earlierMs: number;
    inTime?: boolean;
    t: number;
    by: string;
    reason: string;
  };
  'message.sent': {id: string; t: number; by: string; to: string[]; text: string};
  /** The hot wash, anonymous: no person. */
  'survey.answered': {t: number; question: string; score?: number; text: string};
  'improvement.proposed': {
    id: string;
    t: number;
    person: string;
    text: string;
    owner?: string;
    due?: string;
    objective?: string;
  };
  'exercise.resumed': {fromSeq: number; offlineMs: number};
}
