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

/** An error the user can act on: what is wrong, what to do next, and the exit code it leads to. */
export class DrillError extends Error {
  override name = 'DrillError';

  constructor(
    message: string,
    readonly exitCode: number,
    readonly nextSteps: readonly string[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Wrong usage or an invalid file: exit code 2. */
export const usageError = (message: string, nextSteps: readonly string[] = []): DrillError =>
  new DrillError(message, EXIT.usage, nextSteps);

/** Something outside kubedrill is missing or refuses: exit code 3. */
export const environmentError = (
  message: string,
  nextSteps: readonly string[] = [],
  options?: ErrorOptions,
): DrillError => new DrillError(message, EXIT.environment, nextSteps, options);

/** The message of anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
