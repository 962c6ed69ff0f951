import {type Counts, type ScenarioCounts, together, type UnreadableReason} from './counts.js';

/** How one labelled scenario fared. */
export interface ScenarioFigure {
  scenario: string;
  /** Requests that the labels name, those of them in the log, and those that a rule alarmed on. */
  labelled: number;
  inLog: number;
  matched: number;
  /** Rules that alarmed on it, by id. */
  rules: string[];
  /** No alarm, and some of its requests may be in what could not be read: neither found nor missed. */
  unknown?: true;
}

/** Alarms of one rule on requests of one actor that no label names. */
export interface FalseAlarm {
  rule: string;
  actor: string;
  alarms: number;
}

/** What rules made of a recorded log. An alarm is a rule and a request: two stages of a request are one. */
export interface Figures {
  events: number;
  /** Records of the log that could not be read, or not in full. */
  unreadable: number;
  /** Why, the most frequent reason first; only where there are any. */
  reasons?: UnreadableReason[];
  /** Where the events were, in logs that are not bare: place → events. */
  places?: Record<string, number>;
  /** The last line of a log that is still being written, which is not counted: `audit.log:120`. */
  unfinished?: string;
  alarms: number;
  /** With labels only. */
  scenarios?: ScenarioFigure[];
  /** Share of the scenarios in the log that some rule alarmed on; null when none is in it. */
  recall?: number | null;
  /** Share of the alarms that are on labelled requests; null when there is no alarm. */
  precision?: number | null;
  falseAlarms?: FalseAlarm[];
}

/**
 * The figures that come of counts.
 *
 * @param hasGaps whether a part of the log was not looked at, in which a labelled request may be
 */
export function figuresOf({rows, scenarios: labelled, ...counts}: Counts, hasGaps = false): Figures {
  const reasons = [...counts.unreadable].sort((a, b) => b.records - a.records);
  const unfinished = counts.unfinished.at(-1);
  const alarms = rows.reduce((sum, row) => sum + row.alarms, 0);
  const read = {
    events: counts.events,
    unreadable: reasons.reduce((sum, {records}) => sum + records, 0),
    ...(reasons.length > 0 && {reasons}),
    ...(Object.keys(counts.places).length > 0 && {places: counts.places}),
    ...(unfinished !== undefined && {unfinished}),
    alarms,
  };
  if (!labelled) return read;
  const mayHide = hasGaps || reasons.length > 0 || counts.mayHideAttack;
  const scenarios = labelled.map(one => scenarioFigure(one, mayHide));
  const falseAlarms = together(
    rows.map(({rule, actor, alarms: all, onAttacks}) => ({rule, actor, alarms: all - onAttacks})),
    one => JSON.stringify([one.rule, one.actor]),
    (a, b) => ({...a, alarms: a.alarms + b.alarms}),
  )
    .filter(one => one.alarms > 0)
    .sort((a, b) => b.alarms - a.alarms || order(a.rule, b.rule) || order(a.actor, b.actor));
  const wrong = falseAlarms.reduce((sum, one) => sum + one.alarms, 0);
  const there = scenarios.filter(s => s.inLog > 0 && !s.unknown);
  return {
    ...read,
    recall: share(there.filter(s => s.matched > 0).length, there.length),
    precision: share(alarms - wrong, alarms),
    scenarios,
    falseAlarms,
  };
}

function scenarioFigure({scenario, labelled, different, ...sets}: ScenarioCounts, mayHide: boolean): ScenarioFigure {
  const [inLog, matched] = [sets.seen.length, sets.matched.length];
  const unknown = matched === 0 && inLog < different && mayHide;
  return {scenario, labelled, inLog, matched, rules: [...sets.rules].sort(), ...(unknown && {unknown})};
}

const order = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

const share = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 1000) / 1000;
