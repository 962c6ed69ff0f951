import {z} from 'zod';
import {printable} from '../../lib/text/printable.js';
import type {Acknowledgement, HiddenAlert} from '../source.js';

/** What every source of acknowledgements has: whose do not count. */
export const acknowledging = {
  robots: z.array(z.string().min(1)).default([]).meta({
    description: 'Names under which rules and integrations acknowledge alerts: their acknowledgements never count',
  }),
};

/** Nobody's name is longer; what a stranger posts may be. */
const LONGEST_NAME = 100;

/** What a product says of an acknowledgement. */
interface Told {
  of: readonly string[];
  person?: string | undefined;
  robot?: boolean;
  /** What does not say who it was, where nobody is named: the product. */
  product?: string;
  hides?: readonly HiddenAlert[];
}

/** An acknowledgement as a product tells of it. A name from outside becomes one line that is safe to show. */
export function acknowledgementOf(
  config: {robots: readonly string[]},
  {of, person = '', robot = false, product, hides}: Told,
): Acknowledgement {
  const name = nameOf(person);
  return {
    of,
    ...(name ? {person: name} : product !== undefined && {unnamed: `${product} does not say`}),
    ...((robot || isRobot(config, person)) && {robot: true as const}),
    ...(hides && {hides}),
  };
}

/** Whether a name is that of a rule or an integration. */
export const isRobot = ({robots}: {robots: readonly string[]}, person: string): boolean =>
  robots.includes(nameOf(person));

const nameOf = (person: string): string => printable(person.normalize('NFC')).trim().slice(0, LONGEST_NAME);
