const SECOND_MS = 1000;
const DAY_MS = 86_400 * SECOND_MS;

/** As pySigma has them: a month and a year of the Gregorian calendar, on average. */
const UNITS_MS: Readonly<Record<string, number>> = {
  s: SECOND_MS,
  m: 60 * SECOND_MS,
  h: 3600 * SECOND_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
  M: 2_629_746 * SECOND_MS,
  y: 31_556_952 * SECOND_MS,
};

/** Milliseconds of a correlation's timespan, such as `5m`; undefined when it is not one. */
export function timespanOf(text: string): number | undefined {
  const match = /^(\d+)([smhdwMy])$/.exec(text);
  const ms = Number(match?.[1]) * (UNITS_MS[match?.[2] ?? ''] ?? Number.NaN);
  return ms > 0 && Number.isFinite(ms) ? ms : undefined;
}
