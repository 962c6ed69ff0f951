const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** `00:02:30`: hours, minutes and seconds of a drill. */
export function clockWords(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map(part => String(part).padStart(2, '0')).join(':');
}

/**
 * The time of a cell, in milliseconds from midnight or from the start: `9:05`, `00:02:30`, `9:05 PM`, `0905`, `+12:00`, a
 * date with a time, a date-time group such as `210900AUG26`. Undefined where it says none.
 */
export function readTime(cell: string): number | undefined {
  const text = cell.trim().replace(/^\+|\s+[A-Z]{3,4}$/g, '');
  // As Excel keeps a time of day in a cell that is not shown as one.
  if (/^0?[.,]\d+$/.test(text)) return Math.round(Number(text.replace(',', '.')) * (DAY_MS / 1000)) * 1000;
  const group = /^\d{2}(\d{2})(\d{2})[A-Z]?\s?[A-Z]{3}\s?\d{2,4}$/i.exec(text) ?? /^(\d{2})(\d{2})$/.exec(text);
  if (group) return timeOf(group[1], group[2]);
  const clock = /(?:^|[T ])(\d{1,3}):(\d{2})(?::(\d{2}))?(?:\.\d+)?Z?(?:\s*([AP])\.?M\.?)?$/i.exec(text);
  if (!clock) return undefined;
  const [, hours = '0', minutes, seconds, half] = clock;
  const noon = half === undefined ? Number(hours) : (Number(hours) % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
  return timeOf(String(noon), minutes, seconds);
}

function timeOf(hours = '0', minutes = '0', seconds = '0'): number | undefined {
  if (Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}

/** The day of a cell: `2`, `Day 2`, `D+1`; undefined where it says none. */
export function readDay(cell: string): number | undefined {
  const plus = /^D\s*\+\s*(\d{1,3})$/i.exec(cell.trim());
  const day = plus ? Number(plus[1]) + 1 : Number(/^(?:day\s*)?(\d{1,3})$/i.exec(cell.trim())?.[1] ?? Number.NaN);
  return Number.isNaN(day) || day < 1 ? undefined : day;
}

/**
 * Times from the start of a drill. A list of another origin has the time of day: then its earliest is the start. Times that
 * begin in the first hour are from the start already.
 *
 * @returns milliseconds from the start, undefined where there was none; `from`: the time of day that is the start
 */
export function fromStart(times: readonly (number | undefined)[], days: readonly (number | undefined)[]) {
  const whole = times.map((time, n) => (time === undefined ? undefined : time + ((days[n] ?? 1) - 1) * DAY_MS));
  const known = whole.filter(time => time !== undefined);
  const first = Math.min(...known);
  const isOfDay = known.length > 0 && first >= 60 * MINUTE_MS;
  const start = isOfDay ? first : 0;
  return {
    ms: whole.map(time => (time === undefined ? undefined : time - start)),
    ...(isOfDay && {from: clockWords(first % DAY_MS)}),
  };
}

/** Where the story is by then: its day, counted from 1, and the time of day; empty where the story has no clock. */
export function storyWords(story: {start: string; scale: number} | undefined, ms: number | undefined) {
  const start = story && /(\d{1,2}):(\d{2})\s*$/.exec(story.start);
  const begun = start && timeOf(start[1], start[2]);
  if (!story || begun === undefined || begun === null || ms === undefined) return {day: '', storyTime: ''};
  const now = begun + ms * story.scale;
  return {day: String(Math.floor(now / DAY_MS) + 1), storyTime: clockWords(now % DAY_MS).slice(0, 5)};
}
