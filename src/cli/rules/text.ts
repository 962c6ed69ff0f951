import type {RuleMatch} from '../../sigma/engine.js';
import {table} from '../table.js';
import type {Figures, ScenarioFigure} from './count/figures.js';

/** One match, for people: when, which rule, which request, by whom. */
export function matchLine({rule, event, events}: RuleMatch): string {
  const {resource, subresource, namespace, name} = event.objectRef ?? {};
  const object = [resource, subresource].filter(Boolean).join('/') || event.requestURI;
  const place = [namespace, name].filter(Boolean).join('/');
  const what = [event.verb, object, place].filter(Boolean).join(' ');
  const by = event.user?.username ?? 'nobody';
  const from = rule.kind === 'correlation' ? `, the last of ${events.length}` : '';
  const at = event.stageTimestamp ?? event.requestReceivedTimestamp ?? 'at an unknown time:';
  return `${at} ${rule.id} ${event.auditID} ${what} by ${by}${from}`;
}

/** Figures, for people: the scenarios with labels, what alarmed on nothing, what could not be read, and the sum. */
export function figuresText(figures: Figures): string {
  const {alarms, scenarios = [], falseAlarms = [], recall, precision} = figures;
  const told = scenarios.map(s => [s.scenario, fate(s), `${s.matched} of ${s.inLog} requests`, s.rules.join(' ')]);
  const wrong = falseAlarms.map(f => [f.rule, String(f.alarms), f.actor]);
  return [
    ...(told.length ? ['', 'scenarios', table(told).trimEnd()] : []),
    ...(wrong.length ? ['', 'false alarms, by rule and actor', table(wrong).trimEnd()] : []),
    '',
    ...readingText(figures),
    `${eventsText(figures)}: ${counted(alarms, 'alarm')}`,
    ...(recall === undefined ? [] : [`recall ${percent(recall)} of the scenarios in the log`]),
    ...(precision === undefined ? [] : [`precision ${percent(precision)} of the alarms`]),
  ].join('\n');
}

/** How much of a log was read: `120 events, 1 record that could not be read`. */
export function eventsText({events, unreadable}: Pick<Figures, 'events' | 'unreadable'>): string {
  const lost = unreadable ? `, ${counted(unreadable, 'record')} that could not be read` : '';
  return `${counted(events, 'event')}${lost}`;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function fate({matched, inLog, unknown}: ScenarioFigure): string {
  if (matched) return 'found';
  if (unknown) return inLog ? 'unknown: not all of it could be read' : 'unknown: not in what could be read';
  return inLog ? 'NOT FOUND' : 'not in this log';
}

/** How a log was read, where it was not simply one event a line. */
export function readingText({
  reasons = [],
  places = {},
  unfinished,
}: Pick<Figures, 'reasons' | 'places' | 'unfinished'>): string[] {
  return [
    ...Object.entries(places).map(([place, events]) => `${events} events were ${place}`),
    ...reasons.map(({reason, records, first}) => `${first}: this record ${reason} (${records} in all)`),
    ...(unfinished === undefined ? [] : [`${unfinished}: the last line is not finished yet and was left out`]),
  ];
}

const percent = (share: number | null): string => (share === null ? 'unknown' : `${(share * 100).toFixed(1)} %`);

/** Said beside the figures, not instead of them: on stderr, so that stdout stays one document. */
export function nothingRead({reasons: [first] = []}: Pick<Figures, 'reasons'>): string {
  const what = first
    ? `${first.first}: no audit event could be read: this record ${first.reason}`
    : 'the log is empty: there is no audit event in it';
  return `kubedrill: ${what}\n  next: name a log of Kubernetes audit events, bare or as an export holds them: docs/rules.md\n`;
}
