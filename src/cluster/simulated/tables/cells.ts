import {isMap, type KubeObject} from '../objects.js';

/** What a table shows of a kind: its columns, and of each object one cell for each of them. */
export interface Printer {
  /**
   * Names of columns, parted by commas. `#` behind one: whole numbers. Behind `|`, and up to `;`, are those that only a wide
   * table shows.
   */
  columns: string;
  cells(object: KubeObject, at: Date): unknown[];
}

type Fields = Record<string, unknown>;

export const fieldsOf = (value: unknown): Fields => (isMap(value) ? value : {});
export const specOf = (object: KubeObject): Fields => fieldsOf(object.spec);
export const statusOf = (object: KubeObject): Fields => fieldsOf(object.status);

/** The items of a list, as maps; none of what is no list. */
export const itemsOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(fieldsOf) : []);

export const countOf = (value: unknown): number => Number(value ?? 0);
export const sizeOf = (value: unknown): number => Object.keys(fieldsOf(value)).length;

/** The text of a value; something else where there is none, or an empty one. */
export const textOr = (value: unknown, otherwise: string): string =>
  value === undefined || value === null || value === '' ? otherwise : String(value);

export const ageOf = ({metadata}: KubeObject, at: Date): string => since(metadata.creationTimestamp, at);

/** How long ago something was, as kubectl words it. */
export function since(time: unknown, at: Date): string {
  const then = Date.parse(String(time ?? ''));
  return Number.isNaN(then) ? '<unknown>' : lasting(at.getTime() - then);
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** Up to how many seconds a duration is told in which units: the second where it is not nothing. */
const STEPS: readonly (readonly [below: number, unit: number, letter: string, rest?: number, restLetter?: string])[] = [
  [2 * MINUTE, 1, 's'],
  [10 * MINUTE, MINUTE, 'm', 1, 's'],
  [3 * HOUR, MINUTE, 'm'],
  [8 * HOUR, HOUR, 'h', MINUTE, 'm'],
  [2 * DAY, HOUR, 'h'],
  [8 * DAY, DAY, 'd', HOUR, 'h'],
  [2 * YEAR, DAY, 'd'],
  [8 * YEAR, YEAR, 'y', DAY, 'd'],
  [Number.POSITIVE_INFINITY, YEAR, 'y'],
];

/**
 * A duration as `duration.HumanDuration` of apimachinery words it: the shorter, the more exact.
 *
 * @param ms milliseconds
 */
export function lasting(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  const [, unit, letter, rest, restLetter] = STEPS.find(([below]) => seconds < below) ?? [0, 1, 's'];
  const left = rest === undefined ? 0 : Math.floor((seconds % unit) / rest);
  return `${Math.floor(seconds / unit)}${letter}${left ? `${left}${restLetter}` : ''}`;
}

/** `app=web,tier=front`, in the order of the keys. */
export function labelsText(labels: unknown): string {
  const entries = Object.entries(fieldsOf(labels)).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, value]) => `${key}=${value}`).join(',') || '<none>';
}

/** A label selector as a line; nothing is `<none>`, as it is everything. */
export function selectorText(selector: unknown): string {
  const {matchLabels, matchExpressions} = fieldsOf(selector);
  const equal = Object.entries(fieldsOf(matchLabels)).map(([key, value]) => [key, `${key}=${value}`] as const);
  const asked = itemsOf(matchExpressions).map(({key, operator, values}) => {
    const among = Array.isArray(values) ? `(${values.map(String).sort().join(',')})` : '';
    return [String(key), OPERATORS[String(operator)]?.(String(key), among) ?? String(key)] as const;
  });
  const all = [...equal, ...asked].sort(([a], [b]) => (a < b ? -1 : 1));
  return all.map(([, text]) => text).join(',') || '<none>';
}

const OPERATORS: Readonly<Record<string, (key: string, among: string) => string>> = {
  In: (key, among) => `${key} in ${among}`,
  NotIn: (key, among) => `${key} notin ${among}`,
  Exists: key => key,
  DoesNotExist: key => `!${key}`,
};

/** Names and images of the containers of a pod template. */
export function containerCells(template: unknown): [string, string] {
  const containers = itemsOf(fieldsOf(fieldsOf(template).spec).containers);
  return [containers.map(({name}) => name).join(','), containers.map(({image}) => image).join(',')];
}

/** The first few of a list, and how many more there are. */
export function some(list: readonly string[], otherwise: string, most = 3): string {
  const shown = list.slice(0, most).join(',');
  return list.length > most ? `${shown} + ${list.length - most} more...` : shown || otherwise;
}
