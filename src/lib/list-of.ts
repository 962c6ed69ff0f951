import {z} from 'zod';

/** A list that may be left out or `null`, as YAML writes an empty value and Go an empty slice: then it is empty. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform(list => list ?? []);
