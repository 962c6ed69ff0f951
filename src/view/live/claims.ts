import type {Acceptable} from '../../events/words.js';
import {nameIn} from './told/telling.js';
import type {LiveView} from './view.js';

/** Something that had to wait for a connection, and that somebody says to have done earlier than it came. */
export interface Claim {
  what: Acceptable;
  /** The alert, the incident, the notification or the question. */
  id: string;
  /** Who claims it; absent where no product says. */
  name?: string;
  /** How much earlier, in milliseconds of the wall clock. */
  earlierMs: number;
}

interface Done {
  at: string;
  claimedAt?: string;
  accepted?: object;
}

/** The earlier times that a facilitator may accept, in the order in which they came. */
export function claimsOf(view: LiveView): Claim[] {
  const {alerts, declared, notices, questions} = view;
  const of = (what: Acceptable, id: string, name: string | undefined, done: Done | undefined): Claim[] =>
    done?.claimedAt === undefined || done.accepted
      ? []
      : [{what, id, earlierMs: Date.parse(done.at) - Date.parse(done.claimedAt), ...(name !== undefined && {name})}];
  return [
    ...Object.entries(alerts).flatMap(([id, {taken}]) => of('acknowledged', id, taken?.name, taken)),
    ...declared.flatMap(one => of('declared', one.incident, nameIn(view, one.person), one)),
    ...notices.flatMap(one => of('notified', one.clock, nameIn(view, one.person), one)),
    ...Object.entries(questions).flatMap(([id, {decision}]) =>
      of('decided', id, decision && nameIn(view, decision.person), decision),
    ),
  ];
}
