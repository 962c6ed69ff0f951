import {hour} from '../../sources/kit/pace.js';
import type {Silence} from '../watch/senders.js';
import type {Finding} from './trace.js';

/** A sender that stopped, as the cause of a miss. */
export function silent({source, since, before, after}: Silence): Finding {
  return {
    by: source,
    cause: `it posted about the set-up of ${scenarios(before)} before, and nothing since ${hour(since)}, although ${scenarios(after)} more ${after === 1 ? 'was' : 'were'} set up: it has stopped (${source})`,
    change: 'check that it still runs, and its log; start it, and run the drill again',
    proof: {source, lastHeard: since.toISOString(), setUpsBefore: before, setUpsSince: after},
    nothingCame: false,
  };
}

const scenarios = (n: number): string => `${n} ${n === 1 ? 'scenario' : 'scenarios'}`;
