import type {Clock} from '../../lib/clock.js';
import {createRuleEngine, matchesOf, type RuleMatch} from '../../sigma/engine.js';
import type {RuleSet} from '../../sigma/rule-set.js';
import {claimOf} from '../claim.js';
import {type AuditStream, concerns} from '../kit/audit-stream.js';
import {BlindSpots} from '../kit/blind-spots.js';
import type {Signal, Source} from '../source.js';

/**
 * The built-in detection stack: Sigma rules over the audit stream. It sees what the audit log source sees, and is
 * blind when that is.
 */
export function rulesSource(set: RuleSet, audit: AuditStream, clock: Clock): Source {
  const engine = createRuleEngine(set);
  const blind = new BlindSpots(clock);
  return {
    id: 'rules',
    stage: 'alerted',
    inProcess: true,
    budget: {ms: 0, why: 'rules run on each batch of audit events as it arrives'},
    onState: listener => audit.onState?.(listener),
    sight(from, to, question) {
      const own = blind.sight(from, to);
      return own.state === 'blind' ? own : audit.sight(from, to, question);
    },
    ...(audit.refresh && {refresh: audit.refresh}),
    async start(onSignal, interest, abort) {
      const stop = audit.tap(events => {
        for (const event of events) {
          const matches = matchesOf(engine, event);
          // Whether a rule matches an event of somebody else makes no difference to what is waited for.
          if (!matches && concerns(event, interest))
            blind.blink(
              `the audit event ${event.auditID} cannot be checked against the rules: it is nested too deeply`,
            );
          for (const match of matches ?? []) onSignal(alertSignal(match, clock.now()));
        }
      });
      abort.addEventListener('abort', stop, {once: true});
    },
  };
}

function alertSignal(match: RuleMatch, seenAt: number): Signal {
  const {id, title, level} = match.rule;
  const newest = match.events.at(-1);
  return {
    source: 'rules',
    stage: 'alerted',
    seenAt,
    ...(newest && {sourceTime: newest.stageTimestamp}),
    claims: match.events.map(claimOf),
    events: match.events,
    rule: {id, title, level},
    evidence: {
      kind: 'alert',
      ref: id,
      rule: {id, title, level},
      document: {
        rule: id,
        title,
        level,
        ...(match.group && {group: match.group}),
        events: match.events.map(e => e.auditID),
      },
    },
  };
}
