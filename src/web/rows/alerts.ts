import type {LiveView} from '../../view/live/view.js';

/** An alert as a list shows it. */
export interface AlertRow {
  id: string;
  rule: string;
  level: string;
  source: string;
  /** Drill time at which it came, in milliseconds. */
  t: number;
  about: [what: string, value: string][];
  link?: string;
  /** Who took it, and how long after the alert; absent: nobody has. */
  taken?: {name?: string; source: string; afterMs: number};
  /** Answers that do not count, with the reason. */
  refused: {name?: string; source: string; reason?: string}[];
  /** How long it has waited; past the time that the drill gives people, it is late. */
  waitingMs: number;
  isLate: boolean;
}

/** All alerts: those that nobody has taken first, and of each the newest first. @param t drill time now */
export function alertRows({alerts, opened}: LiveView, t: number): AlertRow[] {
  return Object.values(alerts)
    .map(({shown, answers, taken}) => {
      const waitingMs = Math.max(0, t - shown.t);
      const {alert: id, rule, level, source, about, link} = shown;
      return {
        ...{id, rule, level, source, t: shown.t, about: Object.entries(about), waitingMs},
        isLate: !taken && opened !== undefined && waitingMs > opened.acknowledgeMs,
        refused: answers
          .filter(({counted}) => !counted)
          .map(answer => ({
            source: answer.source,
            ...(answer.name !== undefined && {name: answer.name}),
            ...(answer.reason !== undefined && {reason: answer.reason}),
          })),
        ...(link !== undefined && {link}),
        ...(taken && {
          taken: {
            ...{source: taken.source, afterMs: taken.latencyMs},
            ...(taken.name !== undefined && {name: taken.name}),
          },
        }),
      };
    })
    .toSorted((a, b) => Number(a.taken !== undefined) - Number(b.taken !== undefined) || b.t - a.t);
}

/** How many there are, and how many were taken. */
export function alertCount({alerts}: LiveView): {all: number; taken: number} {
  const list = Object.values(alerts);
  return {all: list.length, taken: list.filter(({taken}) => taken).length};
}
