import type {Explanation, Investigation} from '../source.js';
import type {Entry, Span} from './api.js';
import type {Lines} from './lines.js';
import {interestQuery} from './query.js';

const HOUR_MS = 3_600_000;
/** At most this many lines that mention the attack are searched for one of its own. */
const READ = 100;

/** One guess at what became of a line: its explanation when it is right. */
export type Guess = (lines: Lines, about: Investigation, signal: AbortSignal) => Promise<Explanation | undefined>;

/** Some hours before and after an attack. */
export const around = ({since}: Investigation, hours: number): Span => ({
  from: new Date(since.getTime() - hours * HOUR_MS),
  to: new Date(since.getTime() + hours * HOUR_MS),
});

/** Selects the lines that mention the attack. */
export const queryFor = ({config}: Lines, {token, auditIds}: Investigation): string =>
  interestQuery(config.query, {
    has: id => auditIds.includes(id),
    auditIds: () => [...auditIds],
    tokens: () => [token],
  }) ?? config.query;

/** The newest line that carries one of the attack's own audit ids: others mention our namespace, too. */
export async function ownEntry(
  lines: Lines,
  about: Investigation,
  span: Span,
  signal: AbortSignal,
): Promise<Entry | undefined> {
  const found = await lines.api.newest(queryFor(lines, about), span, READ, signal);
  return found.find(({line}) => about.auditIds.some(id => line.includes(id)));
}
