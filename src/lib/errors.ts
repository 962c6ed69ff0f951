import {printable} from './text/printable.js';

/** Exit codes of every command (docs/exit-codes.md). */
export const EXIT = {
  ok: 0,
  /** Something was missed or late, or a gate failed. */
  missed: 1,
  /** Wrong usage, or a file that is not valid. */
  usage: 2,
  /** The environment is not ready: no engine, no permission, a source unreachable. */
  environment: 3,
  /** The result is unknown: a source could not be asked, or an attack could not be carried out. */
  inconclusive: 4,
  /** A bug in kubedrill. */
  bug: 70,
  interrupted: 130,
  terminated: 143,
} as const;

/** What an error says: one line, or several. A line end inside of a line is text from outside, and is not kept. */
export type Message = string | readonly string[];

/**
 * An error the user can act on: what is wrong, what to do next, and the exit code it leads to. Names of files, answers
 * of servers and words of flags stand in it, so that its text is made printable here.
 */
export class DrillError extends Error {
  override name = 'DrillError';
  readonly nextSteps: readonly string[];

  constructor(
    message: Message,
    readonly exitCode: number,
    nextSteps: readonly string[] = [],
    options?: ErrorOptions,
  ) {
    super([message].flat().map(printable).join('\n'), options);
    this.nextSteps = nextSteps.map(printable);
  }
}

/** Wrong usage or an invalid file: exit code 2. */
export const usageError = (message: Message, nextSteps: readonly string[] = []): DrillError =>
  new DrillError(message, EXIT.usage, nextSteps);

/** Something outside kubedrill is missing or refuses: exit code 3. */
export const environmentError = (
  message: Message,
  nextSteps: readonly string[] = [],
  options?: ErrorOptions,
): DrillError => new DrillError(message, EXIT.environment, nextSteps, options);

/**
 * What was begun could be neither finished nor undone: it is still there, and somebody has to know. The exit code and
 * what to do are those of why it was not finished.
 */
export class LeftBehind extends DrillError {
  constructor(
    /** What is left, with the reason why it could not be removed. */
    readonly left: readonly string[],
    cause: unknown,
  ) {
    const known = cause instanceof DrillError;
    super(
      [...messageOf(cause).split('\n'), ...left.map(one => `left behind: ${one}`)],
      known ? cause.exitCode : EXIT.environment,
      [...(known ? cause.nextSteps : []), '`kubedrill cleanup` tries again'],
      {cause},
    );
  }
}

/** The reason with which a signal ends a command. */
export class Interrupted extends DrillError {
  constructor(signal: string, exitCode: number) {
    super(`stopped by ${signal}`, exitCode);
  }
}

/** The message of anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
