import type {Clock} from '../../lib/clock.js';
import {textField} from '../record/place.js';
import {readRecord} from '../record/read.js';
import type {EventShape} from '../record/shape.js';
import {type IdentityPaths, identityPaths} from '../store/identity-fields.js';
import type {Store} from '../store/store.js';

/** A mapping grows with the first records, and changes with tomorrow's index. */
const KNOWN_FOR_MS = 300_000;
/** What a template maps is there before the first record; the rest comes with it, under names not known yet. */
const GROWING_FOR_MS = 5000;
/** A look for the field that holds the event reads records, so it is not taken with every poll. */
const LOOKED_EVERY_MS = 2000;
/** How many records that mention an audit id are read for that. */
const READ = 20;

/** The searchable fields of an index, asked for only now and then: polls are to cost one request. */
export class KnownPaths {
  readonly #known = new Map<string, {until: number; paths: IdentityPaths}>();
  readonly #looked = new Map<string, number>();

  constructor(
    readonly store: Store,
    readonly shape: EventShape,
    readonly clock: Clock,
  ) {}

  /** The fields under which records of an index can be searched. */
  async at(index: string, signal: AbortSignal): Promise<IdentityPaths> {
    const known = this.#known.get(index);
    if (known && this.clock.now() < known.until) return known.paths;
    const paths = await this.#asked(index, signal);
    // An empty index maps nothing yet: what was guessed is not kept.
    if (paths.mapped !== 'none') {
      const forMs = paths.mapped === 'all' ? KNOWN_FOR_MS : GROWING_FOR_MS;
      this.#known.set(index, {until: this.clock.now() + forMs, paths});
    }
    return paths;
  }

  async #asked(index: string, signal: AbortSignal): Promise<IdentityPaths> {
    const wanted = {index, shape: this.shape};
    const paths = await identityPaths(this.store, wanted, signal);
    const unsure = paths.mapped === 'none' || paths.mapped === 'lines';
    if (!unsure || this.shape !== 'auto' || !this.#mayLook(index)) return paths;
    const texts = await this.#textsWithEvents(index, signal).catch(() => {
      // A store that does not search all fields at once is asked under the usual names.
      signal.throwIfAborted();
      return [];
    });
    return texts.length ? identityPaths(this.store, {...wanted, texts}, signal) : paths;
  }

  #mayLook(index: string): boolean {
    const now = this.clock.now();
    if (now - (this.#looked.get(index) ?? Number.NEGATIVE_INFINITY) < LOOKED_EVERY_MS) return false;
    this.#looked.set(index, now);
    return true;
  }

  /** The text fields in which records have been seen to hold an audit event. */
  async #textsWithEvents(index: string, signal: AbortSignal): Promise<string[]> {
    const query = {query_string: {query: 'auditID', lenient: true}};
    const hits = await this.store.search(index, {query, size: READ, track_total_hits: false}, signal);
    const fields = hits.flatMap(hit => textField(readRecord(hit.source)?.place) ?? []);
    return [...new Set(fields)];
  }
}
