import {scanAuditLine} from '../../audit/scan.js';
import {linesOf} from '../../lib/lines.js';
import {createRuleEngine, matchesOf, type RuleEngine, type RuleMatch} from '../../sigma/engine.js';
import type {RuleSet} from '../../sigma/rule-set.js';
import {parseAuditLine} from '../../sources/audit-log.js';
import type {FigureCount} from './figures.js';

/**
 * Plays a recorded audit log through rules, line by line. Lines that no rule can match are not parsed.
 *
 * @param onMatches hears what matched, in the order of the log; reading waits for it
 */
export async function playLog(
  file: string,
  rules: RuleSet,
  count: FigureCount,
  onMatches: (matches: readonly RuleMatch[]) => Promise<void>,
): Promise<void> {
  const engine = createRuleEngine(rules);
  let before = 0;
  for await (const read of linesOf(file, {blank: true})) {
    const matches = playLines(withoutBlank(read, before + 1), engine, count);
    before += read.length;
    for (const match of matches) count.alarm(match);
    if (matches.length) await onMatches(matches);
  }
}

/** Lines, and the number of each in its file. */
interface Numbered {
  lines: readonly string[];
  numbers: readonly number[];
}

function withoutBlank(read: readonly string[], first: number): Numbered {
  const places = read.flatMap((line, i) => (line.trim() === '' ? [] : [i]));
  return {lines: places.map(i => read[i] ?? ''), numbers: places.map(i => first + i)};
}

function playLines({lines, numbers}: Numbered, engine: RuleEngine, count: FigureCount): RuleMatch[] {
  // One thing for many lines after the other is done quicker than all things for one line.
  const heads = lines.map(scanAuditLine);
  const candidates = lines.map((line, i) => engine.candidates(heads[i], line));
  const events = lines.map((line, i) => (candidates[i] ? parseAuditLine(line) : undefined));
  const matches: RuleMatch[] = [];
  for (const [i, event] of events.entries()) {
    const matched = event ? matchesOf(engine, event, candidates[i]) : [];
    const seen = event ?? (candidates[i] ? undefined : heads[i]);
    if (seen && matched) count.saw(seen.auditID);
    else count.couldNotRead(numbers[i] ?? 0);
    for (const match of matched ?? []) matches.push(match);
  }
  return matches;
}
