/** Lets some things begin at a time; the others wait in the order in which they came. */
export class Queue {
  readonly #waiting: (() => Promise<unknown>)[] = [];
  #running = 0;

  constructor(readonly most: number) {}

  /** Runs something as soon as there is room; its end makes room, however it ends. */
  add(work: () => Promise<unknown>): void {
    this.#waiting.push(work);
    this.#next();
  }

  #next(): void {
    if (this.#running >= this.most) return;
    const work = this.#waiting.shift();
    if (!work) return;
    this.#running++;
    void work()
      .catch(() => {
        // What went wrong is said where it was done.
      })
      .finally(() => {
        this.#running--;
        this.#next();
      });
  }
}
