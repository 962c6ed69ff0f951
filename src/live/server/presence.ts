import type {Clock} from '../../lib/clock.js';
import type {Exercise} from '../conductor/exercise.js';

/** A page that is loaded anew, or a phone that changes its network, is back before this: milliseconds. */
const AWAY_AFTER_MS = 5000;

/** Who has a stream open, told in the log when it changes: away only where nobody comes back at once. */
export class Presence {
  readonly #streams = new Map<string, number>();
  readonly #away = new Set<string>();

  constructor(
    readonly exercise: Exercise,
    readonly clock: Clock,
    readonly closed: AbortSignal,
  ) {}

  /** How many streams there are, of one person or of all. */
  count(person?: string): number {
    if (person !== undefined) return this.#streams.get(person) ?? 0;
    return [...this.#streams.values()].reduce((sum, count) => sum + count, 0);
  }

  came(person: string): void {
    this.#streams.set(person, this.count(person) + 1);
    if (this.#away.delete(person)) this.#tell(person, 'online');
  }

  async left(person: string): Promise<void> {
    this.#streams.set(person, this.count(person) - 1);
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
