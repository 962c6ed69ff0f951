import type {LiveView} from '../../view/live/view.js';

/** What kind of thing somebody did. */
export type DeedKind =
  | 'acknowledged'
  | 'declared'
  | 'stated'
  | 'notified'
  | 'ticked'
  | 'evidence'
  | 'note'
  | 'answered'
  | 'decided'
  | 'hint'
  | 'observed'
  | 'message'
  | 'improvement'
  | 'accepted';

/** Something that somebody did, for the running list of what happens. */
export interface Deed {
  kind: DeedKind;
  /** Its place among everything that was sent. */
  n: number;
  /** RFC 3339. */
  at: string;
  /** Drill time, in milliseconds. */
  t: number;
  /** The id of who did it; where only a name is known, the name. */
  person?: string;
  name?: string;
  /** What it was about: an alert, a question, a text. */
  about: string;
  /** How long before it came the person says to have done it, in milliseconds: it had to wait for a connection. */
  earlierMs?: number;
}

interface Seen {
  n: number;
  at: string;
  claimedAt?: string;
  accepted?: object;
  t: number;
  person: string;
}

/** Everything that people did, in order. */
export function deedsOf(view: LiveView): Deed[] {
  const of = <T extends Seen>(kind: DeedKind, list: readonly T[], about: (one: T) => string): Deed[] =>
    list.map(one => ({
      ...{kind, n: one.n, at: one.at, t: one.t, person: one.person, about: about(one)},
      ...earlier(one),
    }));
  const questions = Object.values(view.questions);
  return [
    ...acknowledged(view),
    ...of('declared', view.declared, one => `${one.incident} (${one.severity})`),
    ...of('stated', view.stated, one => one.what),
    ...of('notified', view.notices, one => one.clock),
    ...of('ticked', view.ticked, one => `${one.procedure} · ${one.step}`),
    ...of('evidence', view.evidence, one => one.title),
    ...of('note', view.notes, one => one.text),
    ...of(
      'answered',
      questions.flatMap(({answers}) => answers),
      one => `${one.question}: ${one.answer}`,
    ),
    ...of(
      'decided',
      questions.flatMap(({decision}) => decision ?? []),
      one => `${one.question}: ${one.choice}`,
    ),
    ...of('hint', view.hints, one => `−${one.price}`),
    ...of('observed', view.observations, one =>
      [one.task ?? one.objective, one.rating && `→ ${one.rating}`, one.text].filter(Boolean).join(' '),
    ),
    ...view.messages.map(({n, at, t, by, text}): Deed => ({kind: 'message', n, at, t, person: by, about: text})),
    ...of('improvement', view.improvements, one => one.text),
    ...view.accepted.map(
      ({n, at, t, by, id, reason}): Deed => ({kind: 'accepted', n, at, t, person: by, about: `${id}: ${reason}`}),
    ),
  ].toSorted((a, b) => a.n - b.n);
}

/** Only what the log says of both times is taken from each other: clocks of browsers may be wrong, and are not asked. */
const earlier = ({at, claimedAt, accepted}: Pick<Seen, 'at' | 'claimedAt' | 'accepted'>): Pick<Deed, 'earlierMs'> =>
  claimedAt === undefined || accepted ? {} : {earlierMs: Date.parse(at) - Date.parse(claimedAt)};

const acknowledged = ({alerts}: LiveView): Deed[] =>
  Object.values(alerts).flatMap(({shown, taken}) =>
    taken
      ? [
          {
            ...{kind: 'acknowledged' as const, n: taken.n, at: taken.at, about: taken.alert},
            t: shown.t + taken.latencyMs,
            ...(taken.name !== undefined && {name: taken.name}),
            ...earlier(taken),
          },
        ]
      : [],
  );
