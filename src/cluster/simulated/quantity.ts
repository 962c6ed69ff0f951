import {dictionary} from '../../lib/json/dictionary.js';

const SUFFIXES: Record<string, number> = dictionary({
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
});

/** The number that a quantity such as `10m` or `1Gi` stands for; NaN for what is none. */
export function parseQuantity(text: string | number): number {
  const {number, suffix = ''} = /^(?<number>[\d.e+]+)(?<suffix>[a-zA-Z]*)$/.exec(String(text))?.groups ?? {};
  return Number(number) * (suffix ? (SUFFIXES[suffix] ?? Number.NaN) : 1);
}

/** The shortest quantity of a number, in thousandths where it is broken. */
export const printQuantity = (value: number): string =>
  Number.isInteger(value) ? String(value) : `${Math.round(value * 1000)}m`;
