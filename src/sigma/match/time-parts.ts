/** Modifiers that take a part out of a time before it is compared, in UTC, as the API server writes its times. */
export const TIME_PARTS: Readonly<Record<string, (time: Date) => number>> = {
  minute: time => time.getUTCMinutes(),
  hour: time => time.getUTCHours(),
  day: time => time.getUTCDate(),
  week: isoWeek,
  month: time => time.getUTCMonth() + 1,
  year: time => time.getUTCFullYear(),
};

const DAY_MS = 86_400_000;

/** Weeks begin on Monday, and belong to the year that has their Thursday. */
function isoWeek(time: Date): number {
  const day = Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate());
  const thursday = new Date(day + (4 - (time.getUTCDay() || 7)) * DAY_MS);
  return Math.ceil(((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / DAY_MS + 1) / 7);
}
