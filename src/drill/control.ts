import type {EventOf} from '../events/events.js';
import type {AccessProfile, LetIn} from './access-profile.js';
import {Leeway} from './leeway.js';
import type {Turns} from './turns.js';

/** What a person may ask of a running drill: to hold, to go on, to leave a scenario out. */
export class DrillControl {
  readonly leeway = new Leeway();
  #letIn: ((name: string, profile: AccessProfile) => Promise<LetIn>) | undefined;
  readonly #anew = new Set<string>();
  readonly #attempts = new Map<string, AbortController>();
  #made: DrillControl['made'] | undefined;
  readonly #skipped = new Map<string, AbortController>();
  #answers: DrillControl['acknowledge'] | undefined;
  #resume: (() => void) | undefined;
  #held: Promise<void> | undefined;

  /** @param turns who says which scenario begins when; absent: the order of the drill */
  constructor(readonly turns?: Turns) {}

  /**
   * Gives a person an account of their own while the drill runs; undefined where the cluster is not ready, or accounts
   * are not handed out on it.
   */
  letIn(name: string, profile: AccessProfile): Promise<LetIn> | undefined {
    return this.#letIn?.(name, profile);
  }

  /** Who makes accounts: the engine, while a drill runs. Undefined: nobody any more. */
  onLetIn(letIn: ((name: string, profile: AccessProfile) => Promise<LetIn>) | undefined): void {
    this.#letIn = letIn;
  }

  /** Who is told what an execution has made so far, by its namespace: the one who gives people rights to it. */
  onMade(made: DrillControl['made'] | undefined): void {
    this.#made = made;
  }

  /** Tells what an execution has made. */
  async made(namespace: string, paths: readonly string[]): Promise<void> {
    await this.#made?.(namespace, paths);
  }

  /** Holds the drill before the next phase of any scenario, or lets it go on. Requests under way are not stopped. */
  pause(paused: boolean): void {
    if (paused && !this.#held) {
      this.#held = new Promise(resolve => {
        this.#resume = resolve;
      });
    } else if (!paused) {
      this.#resume?.();
      this.#held = undefined;
    }
  }

  /**
   * Acknowledges an alert in the name of a person: its short name, or any of its keys or ids. Returns what became of it,
   * for each scenario that it is about.
   */
  acknowledge(alert: string, person: string): EventOf<'alert.acknowledged'>[] {
    return this.#answers?.(alert, person) ?? [];
  }

  /** Who takes acknowledgements: the engine, while a drill runs. */
  onAcknowledge(answers: DrillControl['acknowledge']): void {
    this.#answers = answers;
  }

  /** Ends a scenario as *skipped*; what it has made is cleaned up. */
  skip(scenario: string): void {
    this.#controllerOf(scenario).abort(new SkippedByOperator());
  }

  /** Ends what is being played of a scenario, and has it played once more: at once, under other names. */
  again(scenario: string): void {
    this.#anew.add(scenario);
    this.#attempts.get(scenario)?.abort(new BegunAnew());
  }

  /** Whether a scenario is to be played once more. The answer is yes once. */
  takeAgain = (scenario: string): boolean => this.#anew.delete(scenario);

  /** Aborted when the attempt that begins now is to make way for another one. */
  attemptSignal(scenario: string): AbortSignal {
    const attempt = new AbortController();
    this.#attempts.set(scenario, attempt);
    return attempt.signal;
  }

  /** Aborted when the scenario is skipped. */
  skipSignal(scenario: string): AbortSignal {
    return this.#controllerOf(scenario).signal;
  }

  /** Resolves at once, or when a pause is over. */
  async ready(signal: AbortSignal): Promise<void> {
    while (this.#held && !signal.aborted) {
      await Promise.race([this.#held, new Promise(resolve => signal.addEventListener('abort', resolve, {once: true}))]);
    }
    signal.throwIfAborted();
  }

  #controllerOf(scenario: string): AbortController {
    let controller = this.#skipped.get(scenario);
    if (!controller) {
      controller = new AbortController();
      this.#skipped.set(scenario, controller);
    }
    return controller;
  }
}

/** The reason with which a skipped scenario is aborted. */
export class SkippedByOperator extends Error {
  override message = 'skipped by the operator';
}

/** The reason with which an attempt makes way for another one. */
export class BegunAnew extends Error {
  override message = 'begun anew';
}
