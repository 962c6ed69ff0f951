import type {z} from 'zod';

/**
 * A value that came from outside, in the form that is expected of it.
 *
 * @param what names it in the error, such as `the answer of Alertmanager`.
 * @throws Error that names the first place that differs, and quotes no value.
 */
export function parseAs<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.map(String).join('.');
  throw new Error(`${what} is not of the form that is expected: ${place ? `${place}: ` : ''}${issue?.message ?? ''}`);
}
