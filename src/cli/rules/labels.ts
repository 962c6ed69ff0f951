import {z} from 'zod';
import {readPlainFile} from './plain-file.js';

const Labels = z.record(z.string(), z.array(z.string()));

/** Which requests were attacks: scenario → audit ids. Whatever is not named is none. */
export type Labels = z.output<typeof Labels>;

/**
 * Reads labels, JSON or YAML.
 *
 * @throws DrillError (exit code 2) with every problem and its place.
 */
export const readLabels = (file: string): Labels =>
  readPlainFile(file, {
    schema: Labels,
    what: 'labels',
    next: 'write a map from each scenario to the list of its audit ids: {"KS-26": ["…", "…"]}',
  });
