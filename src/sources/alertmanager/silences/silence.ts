import {z} from 'zod';
import {listOrNull, objectOr, textOr} from '../../kit/parse.js';
import {type Labels, labelMatcher, type Matcher} from '../matchers.js';

/** A silence: who made it, until when, and what it takes in. */
export const Silence = z.looseObject({
  id: textOr(''),
  createdBy: textOr(''),
  comment: textOr(''),
  startsAt: textOr(''),
  updatedAt: textOr(''),
  endsAt: textOr(''),
  status: objectOr(z.looseObject({state: textOr('')})),
  matchers: listOrNull(
    z.looseObject({
      name: z.string(),
      value: z.string(),
      isRegex: z.boolean().default(false),
      isEqual: z.boolean().default(true),
    }),
  ),
});
export type Silence = z.output<typeof Silence>;

/** What of an alert says whether a silence hides it. */
interface Hideable {
  labels: Labels;
  startsAt: string;
  status: {silencedBy: readonly string[]};
}

/**
 * The latest moment at which a silence can have been made, in milliseconds since 1970; undefined when it does not say.
 * Alertmanager does not record that moment. It moves a start in the past to now, so that a silence that began at once
 * was made when it began; a planned one begins later than it was made, and `updatedAt` is from then; prolonging one
 * changes `updatedAt`, and not the start. So it was made no later than the earlier of the two. Other matchers make
 * another silence, with another id, and end the old one. All tried with 0.28.
 */
export function madeAt({startsAt, updatedAt}: Silence): number | undefined {
  const times = [Date.parse(startsAt), Date.parse(updatedAt)].filter(Number.isFinite);
  return times.length ? Math.min(...times) : undefined;
}

/** Whether somebody made a silence when the alert was there already, as far as Alertmanager's times say. */
export function isMadeAfter(silence: Silence, {startsAt}: Pick<Hideable, 'startsAt'>): boolean {
  const made = madeAt(silence);
  return made !== undefined && made >= Date.parse(startsAt);
}

/**
 * Tells which alerts a silence hides, or has hidden until it ended. Alertmanager marks the alerts when it is asked for
 * them (tried with 0.28), so that one is unmarked only where the silence came between two questions, or has ended.
 */
export function hiddenBy(silence: Silence): (alert: Hideable) => boolean {
  const {id, startsAt, endsAt, status} = silence;
  // One that was planned and given up before it began has hidden nothing.
  const hasBegun = status.state !== 'pending' && startsAt !== endsAt;
  const lasted = (alert: Hideable) => status.state !== 'expired' || Date.parse(alert.startsAt) < Date.parse(endsAt);
  const meant = matcherOf(silence);
  return alert => alert.status.silencedBy.includes(id) || (hasBegun && lasted(alert) && meant(alert.labels));
}

/** What Alertmanager could compile and we cannot, it has to say itself by marking the alert. */
function matcherOf({matchers}: Silence): Matcher {
  try {
    const all = matchers.map(labelMatcher);
    return labels => all.length > 0 && all.every(matches => matches(labels));
  } catch {
    return () => false;
  }
}
