import {z} from 'zod';
import {firstIssue} from '../../lib/yaml/issue-words.js';

/**
 * A value that came from outside, in the form that is expected of it.
 *
 * @param what names it in the error, such as `the answer of Alertmanager`.
 * @throws Error that names the first place that differs, and quotes no value.
 */
export function parseAs<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Error(`${what} is not in the expected form: ${firstIssue(parsed.error, value, '')}`);
}

/** A list that is always there, though it may be null. */
export const listOrNull = <S extends z.ZodType>(item: S) =>
  z
    .array(item)
    .nullable()
    .transform(list => list ?? []);

/** Names and texts that are always there, though they may be null. */
export const textsOrNull = z
  .record(z.string(), z.string())
  .nullable()
  .transform(map => map ?? {});

/** Names and texts, which may be null or absent as well. */
export const texts = z
  .record(z.string(), z.string())
  .nullish()
  .transform(map => map ?? {});

/** A text that may be null or absent: then it is `otherwise`. */
export const textOr = (otherwise: string) =>
  z
    .string()
    .nullish()
    .transform(text => text ?? otherwise);

/** An object all of whose keys have something to stand for them, which may be null or absent. */
export const objectOr = <S extends z.ZodType>(schema: S) => z.preprocess(value => value ?? {}, schema);

/** What may be anything, and absent. */
export const anything = z.unknown().optional();
