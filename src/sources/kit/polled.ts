import type {Stage} from '../../events/words.js';
import type {Clock} from '../../lib/clock.js';
import {messageOf} from '../../lib/errors.js';
import type {Interest, Signal, Source} from '../source.js';
import {BlindSpots} from './blind-spots.js';

/** What makes a source of something that has to be asked. */
export interface PollOptions {
  id: string;
  stage: Stage;
  budget: Source['budget'];
  /** Milliseconds between two questions. */
  everyMs: number;
  clock: Clock;
  /** As `Source.skewMs`. */
  skewMs?: () => number | undefined;
  /**
   * Asks once for what is new since the last time; what was reported already must not be reported again.
   *
   * @throws when it could not be asked, with the reason in words.
   */
  poll(interest: Interest, signal: AbortSignal): Promise<Signal[]>;
}

/** After errors it is asked less and less often, up to this. */
const LONGEST_PAUSE_MS = 15_000;

/**
 * A source that is asked from time to time: one question for all scenarios, however many wait. A question that fails
 * makes it blind until one succeeds; what it missed meanwhile is still there to be told, only later.
 */
export function polledSource(options: PollOptions): Source {
  const {id, stage, budget, everyMs, clock} = options;
  const blind = new BlindSpots(clock);
  const listeners: Parameters<NonNullable<Source['onState']>>[0][] = [];
  let failures = 0;
  let ask: (() => Promise<void>) | undefined;
  let asking: Promise<void> | undefined;
  let asksNext: Promise<void> | undefined;

  function tell(state: 'up' | 'down', reason?: string): void {
    if (state === 'down') blind.close(reason ?? 'it did not answer');
    else blind.open();
    const wasDown = failures > 0;
    failures = state === 'down' ? failures + 1 : 0;
    if ((state === 'down') !== wasDown) for (const listener of listeners) listener(state, reason);
  }

  /** One question at a time; callers that want one while another is under way share the next. */
  function askOnce(): Promise<void> {
    if (!ask) return Promise.resolve();
    if (!asking) {
      asking = ask().finally(() => {
        asking = undefined;
      });
      return asking;
    }
    asksNext ??= asking.then(() => {
      asksNext = undefined;
      return askOnce();
    });
    return asksNext;
  }

  return {
    id,
    stage,
    budget,
    ...(options.skewMs && {skewMs: options.skewMs}),
    onState(listener) {
      listeners.push(listener);
    },
    sight(from, to, question) {
      // Records and alerts stay where they are: a later answer tells of all the time before it.
      return question === 'late' ? blind.sight(from, to) : blind.now();
    },
    refresh: () => askOnce(),
    async start(onSignal, interest, abort) {
      blind.close('it has not been asked yet');
      ask = async () => {
        try {
          const signals = await options.poll(interest, abort);
          tell('up');
          for (const signal of signals) onSignal(signal);
        } catch (error) {
          if (!abort.aborted) tell('down', messageOf(error));
        }
      };
      await askOnce();
      const pause = () => Math.min(everyMs * 2 ** Math.min(failures, 10), Math.max(everyMs, LONGEST_PAUSE_MS));
      const goOn = async () => {
        while (!abort.aborted) {
          await clock.sleep(pause(), abort);
          await askOnce();
        }
      };
      goOn().catch(() => {
        // Only an abort ends it.
      });
    },
  };
}
