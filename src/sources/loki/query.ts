import type {Interest} from '../source.js';

/** Loki before 3.0 takes queries of 5,120 characters at most. */
const LONGEST = 4800;

/** A query with a line filter right behind its stream selector, where it spares Loki the most work. */
export function withFilter(query: string, filter: string): string {
  const end = selectorEnd(query);
  return `${query.slice(0, end)} ${filter}${query.slice(end)}`;
}

/** Where the stream selector of a query ends: a brace may stand in a quoted value. */
function selectorEnd(query: string): number {
  const selector = /^\s*\{(?:[^"`}]|"(?:[^"\\]|\\.)*"|`[^`]*`)*\}/.exec(query);
  return selector?.[0].length ?? query.length;
}

/**
 * Selects every line that is about a request of interest. All of ours carry the token in user agent, user or path, so
 * the tokens come first, and then as many audit ids as there is room for, newest first.
 */
export function interestQuery(query: string, interest: Interest): string | undefined {
  const words: string[] = [];
  let length = query.length;
  for (const word of [...interest.tokens(), ...interest.auditIds().toReversed()]) {
    length += word.length + 1;
    if (length > LONGEST) break;
    words.push(word);
  }
  return words.length ? withFilter(query, `|~ \`${words.join('|')}\``) : undefined;
}
