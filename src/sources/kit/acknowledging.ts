import {z} from 'zod';
import {printable} from '../../lib/text/printable.js';
import type {Acknowledgement} from '../source.js';

/** What every source of acknowledgements has: whose do not count. */
export const acknowledging = {
  robots: z.array(z.string().min(1)).default([]).meta({
    description: 'Names under which rules and integrations acknowledge alerts: their acknowledgements never count',
  }),
};

/** Nobody's name is longer; what a stranger posts may be. */
const LONGEST_NAME = 100;

/** An acknowledgement as a product tells of it. A name from outside becomes one line that is safe to show. */
export function acknowledgementOf(
  {robots}: {robots: readonly string[]},
  {of, person, robot = false}: {of: readonly string[]; person?: string | undefined; robot?: boolean},
): Acknowledgement {
  const name = person === undefined ? '' : printable(person.normalize('NFC')).trim().slice(0, LONGEST_NAME);
  return {
    of,
    ...(name && {person: name}),
    ...((robot || robots.includes(name)) && {robot: true as const}),
  };
}
