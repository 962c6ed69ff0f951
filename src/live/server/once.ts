/** How many answers are remembered; a command is sent again within seconds, or never. */
const KEPT = 10_000;

/** Does something once for each key, however often, and however much at the same time, it is asked for. */
export class Once {
  readonly #answers = new Map<string, Promise<unknown>>();

  /** @param isPassing whether an error says nothing of the next try; such an answer is forgotten */
  constructor(readonly isPassing: (error: unknown) => boolean = () => false) {}

  of<T>(key: string, work: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(key);
    if (known) return known as Promise<T>;
    const answer = work();
    this.#answers.set(key, answer);
    answer.catch(error => {
      if (this.isPassing(error)) this.#answers.delete(key);
    });
    const oldest = this.#answers.keys().next().value;
    if (this.#answers.size > KEPT && oldest !== undefined) this.#answers.delete(oldest);
    return answer;
  }
}
