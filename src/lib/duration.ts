import {usageError} from './errors.js';

const DAY_MS = 86_400_000;
const UNITS: Record<string, number> = {ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: DAY_MS};

/** The form of a duration in files and flags: a whole or decimal number and a unit, such as `250ms`, `30s`, `1.5m`. */
export const DURATION_PATTERN = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

/** The most that an SLA is multiplied by. */
export const LARGEST_FACTOR = 1000;

/** The longest duration that files and flags may name, in days. Times the largest factor it is still a number that JSON has. */
export const LONGEST_DURATION_DAYS = 365;

/** The same, as it is written. */
export const LONGEST_DURATION = `${LONGEST_DURATION_DAYS}d`;

/** Milliseconds of a duration such as `30s`, or undefined when it is not one, or is longer than the longest. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION_PATTERN.exec(text.trim());
  const unit = match?.[2] === undefined ? undefined : UNITS[match[2]];
  if (match?.[1] === undefined || unit === undefined) return undefined;
  const ms = Number(match[1]) * unit;
  return ms <= LONGEST_DURATION_DAYS * DAY_MS ? ms : undefined;
}

/** Milliseconds of a duration that the schema has already checked. */
export function milliseconds(duration: string): number {
  const ms = parseDuration(duration);
  if (ms === undefined)
    throw usageError(`"${duration}" is not a duration`, ['write a number and a unit: 250ms, 30s, 2m']);
  return ms;
}

/** A duration for people: `80 ms`, `4.1 s`, `2 m 14 s`, `3 h 05 m`, `2 d 04 h`. */
export function formatDuration(ms: number): string {
  if (ms < 0) return '0 ms';
  if (ms < 100) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours >= 24) return `${Math.floor(hours / 24)} d ${twoDigits(hours % 24)} h`;
  return hours ? `${hours} h ${twoDigits(minutes % 60)} m` : `${minutes} m ${twoDigits(seconds % 60)} s`;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');
