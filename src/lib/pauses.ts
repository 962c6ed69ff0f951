/** The spans of a monotonic clock, in milliseconds, in which time does not count for people. */
export class Pauses {
  readonly #spans: {from: number; to?: number}[] = [];

  /** Whether time stands still. */
  get isPaused(): boolean {
    const last = this.#spans.at(-1);
    return last !== undefined && last.to === undefined;
  }

  /** Time stands still from `at` on; nothing where it does already. */
  pause(at: number): void {
    if (!this.isPaused) this.#spans.push({from: at});
  }

  /** Time goes on from `at`. */
  resume(at: number): void {
    const last = this.#spans.at(-1);
    if (last && last.to === undefined) last.to = at;
  }

  /** How much of a span of the clock was paused, in milliseconds. */
  between(from: number, to: number): number {
    return this.#spans.reduce(
      (sum, span) => sum + Math.max(0, Math.min(to, span.to ?? to) - Math.max(from, span.from)),
      0,
    );
  }
}
