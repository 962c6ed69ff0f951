import {scanAuditLine} from '../../audit/scan.js';
import {linesOf} from '../../lib/lines.js';
import {createRuleEngine, type RuleMatch} from '../../sigma/engine.js';
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
  for await (const lines of linesOf(file)) {
    // One thing for many lines after the other is done quicker than all things for one line.
    const heads = lines.map(scanAuditLine);
    const candidates = lines.map((line, i) => engine.candidates(heads[i], line));
    const events = lines.map((line, i) => (candidates[i] ? parseAuditLine(line) : undefined));
    const matches: RuleMatch[] = [];
    for (const [i, event] of events.entries()) {
      const seen = event ?? (candidates[i] ? undefined : heads[i]);
      if (seen) count.saw(seen.auditID);
      else count.unreadable++;
      if (event) matches.push(...engine.push(event, candidates[i]));
    }
    for (const match of matches) count.alarm(match);
    if (matches.length) await onMatches(matches);
  }
}
