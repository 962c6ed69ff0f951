import type {Stage} from '../../events/words.js';
import type {Ending} from '../../view/nightly/attempts.js';

/**
 * The after-action report, whatever it is written as. What it says stands here and in the files beside it, once; the
 * renderers only lay it out.
 */
export interface Document {
  title: string;
  /** For a title bar: the drill and its score. */
  name: string;
  /** The run in a sentence, and what a reader must know who reads nothing else. */
  head: Block[];
  sections: Section[];
  /** Of its words, as HTML names it; absent: English. */
  language?: string;
  /** Stands on every page, such as `DRILL`. */
  mark?: string;
}

/** A part of the report with a heading. */
export interface Section {
  title: string;
  /** A number that is the point of the section, such as the score, and what follows it in small. */
  figure?: {value: string; of: string};
  blocks: Block[];
}

/** Part of a text. Plain text may come from anywhere, so every renderer escapes it. */
export type Inline =
  | string
  | {code: string}
  | {strong: string}
  | {url: string}
  /** A scenario's title, which leads to its part of the report. */
  | {scenario: string; title: string}
  | {verdict: Ending | undefined}
  | Mark;

/** A state as mark and word; the tone is told by a colour as well, where there is any. */
export interface Mark {
  mark: string;
  word: string;
  tone: 'held' | 'failed' | 'undecided';
}

export type Text = Inline | readonly Inline[];

/** An item of a list; what follows it stands on a line of its own. */
export interface Item {
  text: Text;
  below?: readonly Text[];
}

export interface Table {
  kind: 'table';
  head: readonly string[];
  rows: readonly (readonly Text[])[];
  /** Columns with numbers, from 0. */
  numeric?: readonly number[];
  /** Says the same as a picture, under this name: folded away where the picture can be seen. */
  insteadOf?: string;
}

/** One attack on a timeline, in milliseconds since the run began. */
export interface Attack {
  title: string;
  verdict: Ending | undefined;
  from: number;
  to: number;
  /** The links of its chain that held, each when its evidence was seen. */
  marks: readonly {ms: number; label: string; stage: Stage}[];
  /** The links whose SLA ended without their evidence, each when it did. `missed`: the evidence never came. */
  due: readonly {ms: number; label: string; missed: boolean}[];
}

/** What a scenario used of its SLAs, link by link. */
export interface Usage {
  title: string;
  verdict: Ending | undefined;
  /** The links that were measured, each with its time as a share of its own SLA: more than 1 is late. */
  used: readonly {stage: Stage; share: number; label: string}[];
  /** The links of which nothing was seen, or nothing is known. */
  unseen: readonly {stage: Stage; missed: boolean; label: string}[];
  /** In words, the link that is worst; where all are in time, the last one. */
  told: string;
}

/** A technique, or a risk, and what came of the scenarios that rehearse it. */
export interface Tile {
  id: string;
  name: string;
  /** The worst ending of its scenarios; absent: none rehearses it, or none was played to its end. */
  worst?: Ending;
  /** Each scenario with its ending. */
  scenarios: readonly {title: string; ending: Ending | undefined}[];
}

/** A span of a lane. `open`: not contained, or later than planned. */
interface LaneSpan {
  from: number;
  to: number;
  look: 'attack' | 'open' | 'held' | 'harm';
  label: string;
}

/** A moment in a lane. */
export interface LanePoint {
  t: number;
  look: 'alert' | 'person' | 'mark' | 'left out';
  label: string;
}

/** One row of a picture over drill time, in milliseconds. */
export interface Lane {
  label: string;
  spans: readonly LaneSpan[];
  points: readonly LanePoint[];
  /** A word where there is nothing to see. */
  note?: string;
}

/** A piece of evidence: what it is in a line, and the whole of it where there is room to fold it away. */
export interface Evidence {
  title: string;
  aside: string;
  ref: string;
  url?: string;
  /** Absent: it was not kept. */
  document?: unknown;
}

export type Block =
  | {kind: 'paragraph'; text: Text; look?: 'quiet' | 'small' | 'notice'}
  /** For those who hold it as paper: where they find what paper does not show. */
  | {kind: 'on paper'; text: string}
  | {kind: 'list'; items: readonly Item[]; look?: 'numbered' | 'columns'}
  /** Names and what they are. */
  | {kind: 'facts'; facts: readonly {name: string; text: Text; below?: readonly Text[]}[]}
  | Table
  /** A picture of attacks and what was seen of them, for those who see; a table says the same. */
  | {kind: 'timeline'; attacks: readonly Attack[]}
  /** How much of its SLAs each scenario used, for those who see; the table of links says the same. */
  | {kind: 'usage'; rows: readonly Usage[]}
  /** A catalogue of techniques as a grid: what was rehearsed of it, and how that ended. */
  | {kind: 'coverage'; title: string; tiles: readonly Tile[]}
  /** Lanes over drill time, for those who see; a table says the same. */
  | {kind: 'lanes'; title: string; end: number; pauses: readonly number[]; lanes: readonly Lane[]}
  /** Something with a small heading. */
  | {kind: 'part'; title: string; blocks: readonly Block[]}
  | {kind: 'evidence'; evidence: readonly Evidence[]}
  /** Anything as JSON, where there is room for it. */
  | {kind: 'json'; value: unknown}
  | Scenario;

/** A scenario, which is folded away unless somebody has to look at it. */
export interface Scenario {
  kind: 'scenario';
  id: string;
  title: string;
  verdict: Ending | undefined;
  open: boolean;
  blocks: readonly Block[];
}

/** A paragraph of plain words. */
export const paragraph = (text: Text): Block => ({kind: 'paragraph', text});

/** A list of texts; nothing for none. */
export const list = (items: readonly Text[]): Block => ({kind: 'list', items: items.map(text => ({text}))});

/** A text as its parts. */
export const partsOf = (text: Text): readonly Inline[] => (isParts(text) ? text : [text]);

const isParts = (text: Text): text is readonly Inline[] => Array.isArray(text);
