import {z} from 'zod';

/** A range of a field, as Alertmanager writes it: `monday:friday`, `1:5`, `-1`, `january`. */
const ranges = z.array(z.union([z.string(), z.number()]).transform(String)).optional();

/**
 * One interval: a moment is inside when every field that is given has it.
 *
 * @see https://prometheus.io/docs/alerting/latest/configuration/#time_interval-0
 */
export const Interval = z.looseObject({
  times: z.array(z.looseObject({start_time: z.string(), end_time: z.string()})).optional(),
  weekdays: ranges,
  days_of_month: ranges,
  months: ranges,
  years: ranges,
  location: z.string().optional(),
});
export type Interval = z.output<typeof Interval>;

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = [
  ...['january', 'february', 'march', 'april', 'may', 'june'],
  ...['july', 'august', 'september', 'october', 'november', 'december'],
];

/** A moment as a clock on the wall of a place shows it. */
interface Local {
  minutes: number;
  weekday: number;
  day: number;
  month: number;
  year: number;
}

/** The zone of the machine that Alertmanager runs on, which it does not tell. */
const OF_SERVER = 'Local';
const QUARTER_MS = 15 * 60_000;
/** Every offset from UTC that is in use somewhere, in milliseconds: from -12 to +14 hours, by quarters. */
const OFFSETS = Array.from({length: 26 * 4 + 1}, (_, i) => (i - 12 * 4) * QUARTER_MS);

/** Whether a moment is in any of these intervals; undefined: that depends on a time zone that is not known. */
export function isWithin(intervals: readonly Interval[], at: Date): boolean | undefined {
  const answers = intervals.map(interval => {
    const {location = 'UTC'} = interval;
    if (location !== OF_SERVER) return holds(interval, localTime(at, location));
    const anywhere = OFFSETS.map(ms => holds(interval, localTime(new Date(at.getTime() + ms), 'UTC')));
    return anywhere.every(Boolean) || (anywhere.some(Boolean) ? undefined : false);
  });
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

const holds = ({times, weekdays, days_of_month: days, months, years}: Interval, local: Local): boolean =>
  (!times?.length ||
    times.some(t => minutesOf(t.start_time) <= local.minutes && local.minutes < minutesOf(t.end_time))) &&
  inRanges(weekdays, local.weekday, text => DAYS.indexOf(text)) &&
  inDays(days, local) &&
  inRanges(months, local.month, text => MONTHS.indexOf(text) + 1) &&
  inRanges(years, local.year, () => 0);

/** `09:30` as minutes of the day; `24:00` is its end. */
function minutesOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return 60 * hours + minutes;
}

const number = (text: string, named: (name: string) => number): number =>
  /^-?\d+$/.test(text) ? Number(text) : named(text.toLowerCase());

function inRanges(ranges: readonly string[] | undefined, value: number, named: (name: string) => number): boolean {
  if (!ranges?.length) return true;
  return ranges.some(range => {
    const [from = '', to = from] = range.split(':');
    return number(from, named) <= value && value <= number(to, named);
  });
}

/** Days count from the end of the month where they are negative. */
function inDays(ranges: readonly string[] | undefined, {day, month, year}: Local): boolean {
  if (!ranges?.length) return true;
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const dayOf = (text: string): number => (Number(text) < 0 ? last + 1 + Number(text) : Number(text));
  return ranges.some(range => {
    const [from = '', to = from] = range.split(':');
    return dayOf(from) <= day && day <= dayOf(to);
  });
}

/** By time zone: making one takes longer than all that it is used for, and a configuration names few zones. */
const FORMS = new Map<string, Intl.DateTimeFormat>();

function formOf(timeZone: string): Intl.DateTimeFormat {
  const known =
    FORMS.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', {
      ...{timeZone, hourCycle: 'h23', weekday: 'long'},
      ...{year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric'},
    });
  FORMS.set(timeZone, known);
  return known;
}

function localTime(at: Date, timeZone: string): Local {
  const form = formOf(timeZone);
  const parts = Object.fromEntries(form.formatToParts(at).map(({type, value}) => [type, value]));
  return {
    minutes: 60 * Number(parts.hour) + Number(parts.minute),
    weekday: DAYS.indexOf((parts.weekday ?? '').toLowerCase()),
    day: Number(parts.day),
    month: Number(parts.month),
    year: Number(parts.year),
  };
}
