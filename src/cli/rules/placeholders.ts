import {z} from 'zod';
import type {Placeholders} from '../../sigma/match/placeholders.js';
import {readPlainFile} from './plain-file.js';

const ODD_NAME = 'a name has no blanks, percent signs or backslashes: write admins for %admins%';

const Value = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const File = z.record(
  z.string().regex(/^[^%\s\\]+$/, ODD_NAME),
  z.union([Value, z.array(Value)]).transform(value => [value].flat()),
);

/** What the flag means, for `--help`. */
export const PLACEHOLDERS_HELP = "values for the rules' placeholders (expand): a YAML or JSON map from name to values";

/**
 * Reads the values of placeholders: a map from each name, without its percent signs, to a value or a list of them.
 *
 * @throws DrillError (exit code 2) with every problem and its place.
 */
export const readPlaceholders = (file: string): Placeholders =>
  readPlainFile(file, {
    schema: File,
    what: 'placeholders',
    next: 'write a map from each name to its values: {admins: [alice, "bob-*"]}',
  });
