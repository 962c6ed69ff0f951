import type {RuleMatch} from '../../sigma/engine.js';
import {table} from '../table.js';
import type {Figures} from './figures.js';

/** One match, for people: when, which rule, which request, by whom. */
export function matchLine({rule, event, events}: RuleMatch): string {
  const {resource, subresource, namespace, name} = event.objectRef ?? {};
  const object = [resource, subresource].filter(Boolean).join('/') || event.requestURI;
  const place = [namespace, name].filter(Boolean).join('/');
  const what = [event.verb, object, place].filter(Boolean).join(' ');
  const by = event.user?.username ?? 'nobody';
  const from = rule.kind === 'correlation' ? `, the last of ${events.length}` : '';
  return `${event.stageTimestamp} ${rule.id} ${event.auditID} ${what} by ${by}${from}`;
}

/** Figures, for people: the scenarios with labels, what alarmed on nothing, and the sum. */
export function figuresText(figures: Figures): string {
  const {events, unreadable, alarms, scenarios = [], falseAlarms = [], recall, precision} = figures;
  const told = scenarios.map(s => [
    s.scenario,
    s.inLog === 0 ? 'not in this log' : s.matched ? 'found' : 'NOT FOUND',
    `${s.matched} of ${s.inLog} requests`,
    s.rules.join(' '),
  ]);
  const wrong = falseAlarms.map(f => [f.rule, String(f.alarms), f.actor]);
  const lost = unreadable ? `, ${unreadableText(figures)}` : '';
  return [
    ...(told.length ? ['', 'scenarios', table(told).trimEnd()] : []),
    ...(wrong.length ? ['', 'false alarms, by rule and actor', table(wrong).trimEnd()] : []),
    '',
    `${events} events${lost}: ${alarms} alarms`,
    ...(recall === undefined ? [] : [`recall ${percent(recall)} of the scenarios in the log`]),
    ...(precision === undefined ? [] : [`precision ${percent(precision)} of the alarms`]),
  ].join('\n');
}

function unreadableText({unreadable, unreadableLines = []}: Figures): string {
  if (unreadable === 1) return `1 line that is not an audit event (line ${unreadableLines[0]})`;
  const more = unreadable > unreadableLines.length ? ' …' : '';
  return `${unreadable} lines that are not an audit event (lines ${unreadableLines.join(', ')}${more})`;
}

const percent = (share: number | null): string => (share === null ? 'unknown' : `${(share * 100).toFixed(1)} %`);
