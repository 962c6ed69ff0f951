import {z} from 'zod';

/** What a cluster's entry came to is written beside its run, under this name. */
export const OUTCOME_FILE = 'outcome.json';

/** What came of one entry of a fleet, also where there was no run at all. */
export const OutcomeSchema = z.object({
  schemaVersion: z.literal(1),
  fleet: z.string(),
  cluster: z.string(),
  labels: z.record(z.string(), z.string()),
  /** When it was begun and over, in ISO 8601. */
  started: z.iso.datetime(),
  ended: z.iso.datetime(),
  /** Of the run (docs/exit-codes.md): with 2 and 3 the drill was not played. */
  exitCode: z.int(),
  /** Why there is no run, or none that is whole. */
  why: z.string().optional(),
});
export type Outcome = z.output<typeof OutcomeSchema>;

/** The outcome that a text holds; undefined for what is none. */
export function readOutcome(text: string): Outcome | undefined {
  try {
    return OutcomeSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
