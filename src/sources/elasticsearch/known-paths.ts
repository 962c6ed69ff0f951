import type {Clock} from '../../lib/clock.js';
import type {EventShape} from '../record/shape.js';
import {type IdentityPaths, identityPaths} from '../store/identity-fields.js';
import type {Store} from '../store/store.js';

/** A mapping grows with the first records, and changes with tomorrow's index. */
const KNOWN_FOR_MS = 300_000;

/** The searchable fields of an index, asked for only now and then: polls are to cost one request. */
export class KnownPaths {
  readonly #known = new Map<string, {until: number; paths: IdentityPaths}>();

  constructor(
    readonly store: Store,
    readonly shape: EventShape,
    readonly clock: Clock,
  ) {}

  /** The fields under which records of an index can be searched. */
  async at(index: string, signal: AbortSignal): Promise<IdentityPaths> {
    const known = this.#known.get(index);
    if (known && this.clock.now() < known.until) return known.paths;
    const paths = await identityPaths(this.store, index, this.shape, signal);
    // An empty index maps nothing yet: what was guessed is not kept.
    if (paths.mapped) this.#known.set(index, {until: this.clock.now() + KNOWN_FOR_MS, paths});
    return paths;
  }
}
