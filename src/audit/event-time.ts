/** The time that was read last: an event goes to several correlations. */
let last = {text: '', time: Number.NaN};

/**
 * Milliseconds since 1970 of a time of an audit event, NaN for what is none. Microseconds count: hundreds of events can
 * share a millisecond.
 */
export function eventTime(text: string): number {
  if (text !== last.text) {
    const micros = /\.\d{3}(\d{3})/.exec(text)?.[1];
    last = {text, time: Date.parse(text) + Number(micros ?? 0) / 1000};
  }
  return last.time;
}
