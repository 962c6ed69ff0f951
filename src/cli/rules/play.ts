import type {AuditEvent} from '../../audit/event.js';
import {scanAuditLine} from '../../audit/head/scan.js';
import {createRuleEngine, matchesOf, type RuleEngine, type RuleMatch} from '../../sigma/engine.js';
import type {RuleSet} from '../../sigma/rule-set.js';
import type {LogInput} from '../../sources/recorded/inputs.js';
import {type LogBatch, recordedLog} from '../../sources/recorded/recorded-log.js';
import type {FigureCount} from './figures.js';
import {bareEvent, TOO_DEEP, wrappedEvents} from './record-events.js';

/**
 * Plays recorded audit logs through rules, record by record. Lines that no rule can match are not parsed.
 *
 * @param onMatches hears what matched, in the order of the logs; reading waits for it
 */
export async function playLog(
  logs: readonly LogInput[],
  rules: RuleSet,
  count: FigureCount,
  onMatches: (matches: readonly RuleMatch[]) => Promise<void>,
): Promise<void> {
  const engine = createRuleEngine(rules);
  for await (const batch of recordedLog(logs)) {
    const matches = playBatch(batch, engine, count);
    for (const match of matches) count.alarm(match);
    if (matches.length) await onMatches(matches);
  }
}

/** A set of rules, and what counts what comes of it. */
export interface Side {
  rules: RuleSet;
  count: FigureCount;
}

/** Plays recorded audit logs through several sets of rules in one reading: standard input can be read once. */
export async function playSides(logs: readonly LogInput[], sides: readonly Side[]): Promise<void> {
  const players = sides.map(({rules, count}) => ({engine: createRuleEngine(rules), count}));
  for await (const batch of recordedLog(logs)) {
    for (const {engine, count} of players) for (const match of playBatch(batch, engine, count)) count.alarm(match);
  }
}

/** Where the API server writes when an event was: behind the bodies, so that a body cannot say it. */
const TIME = '"stageTimestamp":"';

function timeIn(line: string): string | undefined {
  const at = line.lastIndexOf(TIME);
  return at < 0 ? undefined : line.slice(at + TIME.length, line.indexOf('"', at + TIME.length));
}

function playBatch({log, records}: LogBatch, engine: RuleEngine, count: FigureCount): RuleMatch[] {
  // One thing for many lines after the other is done quicker than all things for one line.
  const heads = records.map(({text}) => scanAuditLine(text));
  const candidates = records.map(({text}, i) => heads[i] && engine.candidates(heads[i], text));
  const bare = records.map(({text}, i) => (candidates[i] ? bareEvent(text) : undefined));
  const matches: RuleMatch[] = [];
  for (const [i, record] of records.entries()) {
    const [event, head] = [bare[i], heads[i]];
    const place = `${log}:${record.line}`;
    if (head && !candidates[i]) {
      count.saw(head.auditID);
      count.during(timeIn(record.text));
    } else
      for (const found of event ? [event] : wrappedEvents(record, place, count))
        judge(found, event && candidates[i], place);
  }
  return matches;

  function judge(event: AuditEvent, some: ReturnType<RuleEngine['candidates']>, place: string): void {
    const matched = matchesOf(engine, event, some);
    count.during(event.stageTimestamp);
    if (matched) count.saw(event.auditID);
    else count.lost(TOO_DEEP, place);
    for (const match of matched ?? []) matches.push(match);
  }
}
