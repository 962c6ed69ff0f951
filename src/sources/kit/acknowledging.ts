import {z} from 'zod';
import {printable} from '../../lib/text/printable.js';
import type {Acknowledgement, Explanation, HiddenAlert} from '../source.js';
import type {Companion} from './source-type.js';

/** What every source of acknowledgements has: whose do not count. */
export const acknowledging = {
  robots: z.array(z.string().min(1)).default([]).meta({
    description: 'Names under which rules and integrations acknowledge alerts: their acknowledgements never count',
  }),
};

/** What sources of alerts have whose product keeps beside each alert that somebody took it. */
export const acknowledged = {
  acknowledged: z.boolean().default(false).meta({
    description:
      'True where people take alerts in this product: it is asked for that, too, as a source of its own, ID-acknowledgements',
  }),
};

/** The source of what people took, beside that of the alerts; none unless the stack file asks for it. */
export const acknowledgementsOf = (config: {acknowledged: boolean}, open: Companion['open']): readonly Companion[] =>
  config.acknowledged ? [{suffix: 'acknowledgements', stage: 'acknowledged', open}] : [];

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

/** Nobody took an alert: how many others people took in the product that was asked. */
export const nobodyTook = (product: string, taken: number): Explanation => ({
  cause: taken
    ? `of ${taken} ${taken === 1 ? 'alert' : 'alerts'} that people acknowledged in ${product} since the run began none is this one`
    : `nobody has acknowledged an alert in ${product} since the run began`,
  change: `let people acknowledge the alert in ${product}, or name a source of the product in which they do`,
  proof: {acknowledged: taken},
});
