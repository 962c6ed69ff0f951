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
    const matches: RuleMatch[] = [];
    for (const line of lines) {
      const head = scanAuditLine(line);
      const candidates = engine.candidates(head, line);
      if (head && !candidates) {
        count.saw(head.auditID);
        continue;
      }
      const event = parseAuditLine(line);
      if (!event) count.unreadable++;
      else {
        count.saw(event.auditID);
        matches.push(...engine.push(event, candidates));
      }
    }
    for (const match of matches) count.alarm(match);
    if (matches.length) await onMatches(matches);
  }
}
