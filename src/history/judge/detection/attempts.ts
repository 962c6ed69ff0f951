import type {ScenarioNight} from '../night.js';

/** How a scenario fared in one night: detected by the first attempt or by a later one, mixed, missed by all, or not known. */
export interface NightFate {
  /** Of all attempts: some detection, or none though at least one was missed. */
  detected: boolean | undefined;
  /** Of the first attempt. */
  first: boolean | undefined;
  flaky: boolean;
}

/** Whether a verdict is what is wished for; undefined: it says nothing of the stack. */
function success(verdict: string): boolean | undefined {
  if (verdict === 'detected' || verdict === 'prevented') return true;
  return verdict === 'missed' || verdict === 'late' ? false : undefined;
}

/** What the attempts of a night say together. An attempt that was seen late is not lost, and no success. */
export function fateOf({attempts}: ScenarioNight): NightFate {
  const successes = attempts.map(({verdict}) => success(verdict));
  const seen = attempts.some(({verdict}) => verdict === 'late') || successes.includes(true);
  return {
    detected: seen || (successes.includes(false) ? false : undefined),
    first: successes[0],
    flaky: successes.includes(true) && successes.includes(false),
  };
}
