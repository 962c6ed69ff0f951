/** The value at a dotted path of any answer or object; numbers index arrays. Undefined when there is none. */
export const valueAt = (body: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], body);
