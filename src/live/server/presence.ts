import type {Clock} from '../../lib/clock.js';
import type {Exercise} from '../conductor/exercise.js';

/** A page that is loaded anew, or a phone that changes its network, is back before this: milliseconds. */
const AWAY_AFTER_MS = 5000;

/** A stream to somebody. */
interface Stream {
  end(): void;
}

/** Who has a stream open, told in the log when it changes: away only where nobody comes back at once. */
export class Presence {
  readonly #streams = new Map<string, Set<Stream>>();
  readonly #away = new Set<string>();

  constructor(
    readonly exercise: Exercise,
    readonly clock: Clock,
    readonly closed: AbortSignal,
  ) {
    // Who is out hears nothing more from then on.
    exercise.input.log.subscribe(event => {
      if (event.type !== 'participant.changed' || event.state !== 'removed') return;
      for (const stream of this.#streams.get(event.person) ?? []) stream.end();
    });
  }

  /** How many streams there are, of one person or of all. */
  count(person?: string): number {
    if (person !== undefined) return this.#streams.get(person)?.size ?? 0;
    return [...this.#streams.values()].reduce((sum, {size}) => sum + size, 0);
  }

  came(person: string, stream: Stream): void {
    const open = this.#streams.get(person) ?? new Set();
    this.#streams.set(person, open.add(stream));
    if (this.#away.delete(person)) this.#tell(person, 'online');
  }

  async left(person: string, stream: Stream): Promise<void> {
    this.#streams.get(person)?.delete(stream);
    try {
      await this.clock.sleep(AWAY_AFTER_MS, this.closed);
    } catch {
      return;
    }
    if (this.count(person) > 0 || this.#away.has(person)) return;
    this.#away.add(person);
    this.#tell(person, 'away');
  }

  #tell(person: string, state: 'online' | 'away'): void {
    if (this.exercise.input.roster.byId(person)?.isRemoved) return;
    this.exercise.input.log.append({type: 'participant.changed', person, state});
  }
}
