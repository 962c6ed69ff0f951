import type {CardKind, ClusterKind, Ground, Place} from './words.js';

/** Where the evidence of a card was recorded, and when. */
export interface Recorded {
  run: string;
  /** RFC 3339. */
  at: string;
  cluster: ClusterKind;
  /** No real API server was involved. */
  simulated: boolean;
  kubernetes: string;
}

/** What a die of twenty sides said: `bonus` is that of the written procedure; from `needs` on it is a success. */
export interface Roll {
  die: number;
  bonus: number;
  needs: number;
}

/** The facts of a tabletop: evidence on cards, where people look, and what they do about it without a cluster. */
export interface TableEventTypes {
  /** An attack has left evidence: sealed until somebody looks where it answers. */
  'card.laid': {card: string; scenario: string; title: string; answers: Place[]};
  /** Somebody looked. Without a card it was in vain, and cost this much of drill time. */
  'place.looked-at': {place: Place; t: number; person: string; card?: string; costMs: number; roll?: Roll};
  /** `card`: its short name on the table, such as `K3`. `of`: the one that was laid. */
  'card.opened': {
    card: string;
    of: string;
    scenario: string;
    kind: CardKind;
    title: string;
    /** As it is shown, line by line. */
    text: string;
    place: Place;
    recorded: Recorded;
    t: number;
    person: string;
  };
  /** The team picks a procedure for an attack. `written`: it is the one that was written for it. */
  'procedure.picked': {procedure: string; about: string; scenario: string; written: boolean; t: number; person: string};
  /**
   * The team does something about an attack: `declared` is judged by what such an action is good for, `tried` was really
   * done on a simulated cluster.
   */
  'action.taken': {
    id: string;
    about: string;
    scenario: string;
    how: 'declared' | 'tried';
    /** The action, or the command. */
    what: string;
    /** What a declared action is said to be done to, as it was typed. */
    on?: string;
    /** By what each check was judged that such an action is good for. */
    grounds?: {check: string; by: Ground}[];
    /** What the server said to the command. */
    said?: string;
    /** Checks of containment that hold because of it, those that do not hold yet, and bystanders that it took down. */
    held: string[];
    open: string[];
    harmed: string[];
    t: number;
    person: string;
  };
}
