import type {Inject} from '../exercise/script.js';
import type {Drill} from '../schema.js';
import {readInject} from './inject.js';
import {Line} from './line.js';
import type {ReadRow} from './read.js';
import {fromStart, readDay, readTime} from './times.js';
import {readTrigger} from './trigger.js';

/** Something to say about a line of a list. */
export interface Remark {
  line: number;
  message: string;
}

/** A script that was read from a list. */
export interface ReadScript {
  script: Inject[];
  /** The line of each inject. */
  lines: number[];
  problems: Remark[];
  /** What was read otherwise than it stands there. */
  notes: Remark[];
}

/**
 * The script that a list has. Of an inject that the drill has already, a cell that was not changed keeps all that it
 * stands for, such as the text in other languages.
 */
export function fromRows(rows: readonly ReadRow[], drill: Drill, language = 'en'): ReadScript {
  const {ms, from} = timesOf(rows);
  const read = rows.map((row, n) => {
    const line = new Line(row, ms[n], drill, language);
    return {line, inject: readInject(line)};
  });
  const injects = read.flatMap(({line, inject}) => (inject ? [{inject, line: line.row.line}] : []));
  const numbers = read.map(({line}) => line.number);
  const gone = drill.script.filter(({id}) => !numbers.includes(id)).map(({id}) => id);
  const said = (key: 'problems' | 'notes'): Remark[] =>
    read.flatMap(({line}) => line[key].map(message => ({line: line.row.line, message})));
  return {
    script: injects.map(({inject}) => inject),
    lines: injects.map(({line}) => line),
    problems: said('problems'),
    notes: [
      ...(from === undefined ? [] : [{line: 1, message: `times count from ${from}, the earliest in the list`}]),
      ...said('notes'),
      ...(gone.length ? [{line: 1, message: `no longer in the list, and left out: ${gone.join(', ')}`}] : []),
    ],
  };
}

/** The scheduled times from the start. A list with our triggers counts from there; of another one nobody has said so. */
function timesOf(rows: readonly ReadRow[]): {ms: (number | undefined)[]; from?: string} {
  const isOwn = rows.some(({trigger = ''}) => {
    const {at, after, when} = readTrigger(trigger) ?? {};
    return [at, after, when].some(part => part !== undefined);
  });
  const times = rows.map(row => readTime(row.scheduled ?? ''));
  if (isOwn) return {ms: times};
  const days = rows.map(row => readDay(row.day ?? ''));
  return fromStart(times, days);
}
