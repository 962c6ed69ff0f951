import type {DrillEvent, EventType} from '../../events/events.js';
import type {ViewerEvent} from '../../view/live/facts.js';
import {BOARD} from './board.js';
import {Frames} from './frames.js';
import {type Audience, type Looking, type Projection, type Projector, whole} from './project.js';
import {RESPONDS} from './responds.js';
import {STAFF} from './staff.js';

const PROJECTIONS: Record<Audience, Projection> = {controls: STAFF, observes: STAFF, responds: RESPONDS, board: BOARD};

/** What nobody needs to see once the script is no secret any more: it is about the machine, or the documents are large. */
const NEVER: ReadonlySet<EventType> = new Set([
  'signal.seen',
  'alert.acknowledged',
  'observation.made',
  'note.written',
]);

/** Which alert stands for which signal: made once for all feeds. */
export class AlertNames {
  readonly #names = new Map<number, string>();

  take(event: DrillEvent): void {
    if (event.type === 'signal.seen' && event.alert !== undefined) this.#names.set(event.seq, event.alert);
  }

  of = (signal: number): string | undefined => this.#names.get(signal);
}

/** What a feed needs of the log that it is made from. */
export interface FeedSource {
  /** The events with these `seq`, which ascend: what is kept from somebody until later is read again then. */
  picked(seqs: readonly number[]): Iterable<DrillEvent>;
  /** The folder of the run; absent: all that was sent stays in memory. */
  dir?: string;
}

/**
 * What everybody with one role is sent, from the first event of the log on. It depends on the log alone: made again from
 * the same log, it has the same numbers.
 */
export class Feed {
  readonly frames: Frames;
  readonly #looking: Looking;
  #projection: Projection;
  /** The `seq` of what was kept from them so far, for when the script is unsealed. */
  #withheld: number[] | undefined;
  /** The `seq` of what a board that stands still is not shown before it goes on. */
  #frozen: number[] | undefined;
  #stillSince: string | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(
    readonly role: string,
    readonly audience: Audience,
    names: AlertNames,
    readonly source: FeedSource,
  ) {
    this.frames = new Frames(source.dir);
    this.#looking = {role, alertOf: names.of};
    this.#projection = PROJECTIONS[audience];
    this.#withheld = audience === 'responds' ? [] : undefined;
  }

  /** When a board came to stand still, RFC 3339; undefined: it goes on. */
  get stillSince(): string | undefined {
    return this.#stillSince;
  }

  /** Takes an event of the log, in order. */
  take(event: DrillEvent): void {
    const changes = this.audience === 'board' && event.type === 'board.frozen';
    if (this.#frozen && !changes) {
      this.#frozen.push(event.seq);
      return;
    }
    const missed = this.#frozen ?? [];
    if (changes) {
      this.#frozen = event.frozen ? missed : undefined;
      this.#stillSince = event.frozen ? event.at : undefined;
    }
    if (!this.#frozen) for (const one of this.source.picked(missed)) this.#show(one);
    this.#show(event);
  }

  #show(event: DrillEvent): void {
    const projection = NEVER.has(event.type) ? PROJECTIONS[this.audience] : this.#projection;
    const project = projection[event.type] as Projector<EventType>;
    const fact = project(event, this.#looking);
    if (fact) this.#push({...fact, n: this.frames.length, at: event.at, ms: event.ms});
    else if (!NEVER.has(event.type)) this.#withheld?.push(event.seq);
    if (event.type === 'script.unsealed') this.#unseal();
    for (const listener of this.#listeners) listener();
  }

  /** Calls `listener` whenever there is more; returns the way to stop. */
  onMore(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** From now on nothing is kept from them, and they get what was. */
  #unseal(): void {
    const withheld = this.#withheld ?? [];
    this.#withheld = undefined;
    if (this.audience === 'responds') this.#projection = STAFF;
    for (const event of this.source.picked(withheld)) {
      this.#push({...whole(event), n: this.frames.length, at: event.at, ms: event.ms});
    }
  }

  #push(event: ViewerEvent): void {
    this.frames.push(JSON.stringify(event));
  }
}
