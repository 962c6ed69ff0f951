import type {OwnRequest} from '../../execution.js';

/** Clocks of the drill and of the API server may differ by this much before times no longer help. */
const CLOCK_SLACK_MS = 1000;

/**
 * The newest of requests that evidence fits. When they have several purposes, the time of the evidence must tell them
 * apart; what it cannot is nobody's, for a benign twin's alert must never count as the attack's.
 */
export function newestOfOnePurpose(fitting: readonly OwnRequest[], time: string | undefined): OwnRequest | undefined {
  if (onePurpose(fitting)) return fitting.at(-1);
  const at = Date.parse(time ?? '');
  for (const slack of [0, CLOCK_SLACK_MS]) {
    const then = fitting.filter(r => r.sentAtWall - slack <= at && at <= (r.answeredAtWall ?? at) + slack);
    if (then.length && onePurpose(then)) return then.at(-1);
  }
  return undefined;
}

/** Whether all were made for the same purpose. */
export const onePurpose = (requests: readonly OwnRequest[]): boolean => new Set(requests.map(r => r.purpose)).size <= 1;
