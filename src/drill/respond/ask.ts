import type {Execution} from '../execution.js';
import type {PreparedResponse} from './prepare.js';
import {awaitContainment, type Response, type Tools} from './respond.js';

/** People who were asked to contain an attack. */
export interface AskedPeople {
  /** Settles when they have contained it, or their time is over. */
  done: Promise<void>;
  /** Looks no longer, also where there never will be a verdict; how it stood is in the log then. */
  stop(): Promise<void>;
}

/**
 * Asks people to contain an attack that was carried out, and looks from its end on: who is quick has contained it while
 * its alert, or the acknowledgement of a colleague, is still waited for.
 */
export function askPeople(
  {id, attackRequests}: Execution,
  {asked, ...response}: PreparedResponse & Pick<Response, 'graceMs' | 'isJudged'>,
  tools: Tools,
  signal: AbortSignal,
): AskedPeople {
  tools.log.append({type: 'response.asked', scenario: id, ...asked});
  const since = Math.max(...attackRequests.map(r => r.answeredAt ?? r.sentAt));
  const stopped = new AbortController();
  const either = AbortSignal.any([signal, stopped.signal]);
  const done = awaitContainment({scenario: id, since, ...response}, tools, either);
  const settled = done.catch(() => {
    // Who awaits `done` gets the error; here it only matters that it is over.
  });
  return {
    done,
    stop() {
      stopped.abort();
      return settled;
    },
  };
}
