import type {Clock} from '../../lib/clock.js';
import {keyOf} from '../watch/arrivals.js';
import {aboutOf} from './investigate.js';
import type {Cause, Trace} from './trace.js';

/** What of an attack came to the stores that the team reads, beside what the API server wrote. */
export interface Arrivals {
  /** Keys of the audit events that sources of stage `collected` had. */
  collected: ReadonlySet<string>;
  clock: Clock;
}

/** What is on its way while the first record is judged may take a shipper's flush and a store's refresh. */
const ON_ITS_WAY_MS = 2000;
/** A question about what is only a part must not hold up the drill. */
const WITHIN_MS = 10_000;

/**
 * Some records of an attack arrived and others were refused: one of them makes the stage hold, and a rule may need the
 * others. Undefined when all arrived, or nobody knows that one was refused.
 */
export async function partialLoss(trace: Trace, arrivals: Arrivals, signal: AbortSignal): Promise<Cause | undefined> {
  const collected = trace.watched.find(({expectation}) => expectation.stage === 'collected');
  if (!collected?.settled || !['seen', 'late'].includes(collected.settled.state)) return undefined;
  const asked = trace.sources.filter(source => source.stage === 'collected' && source.refused);
  const lost = () =>
    trace.audited.filter(event => ![keyOf(event), event.auditID].some(key => arrivals.collected.has(key)));
  const bound = AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]);
  if (!asked.length || !lost().length) return undefined;
  await arrivals.clock.sleep(ON_ITS_WAY_MS, signal);
  for (const source of asked) {
    await source.refresh?.(signal);
    const events = lost();
    if (!events.length) return undefined;
    const about = {...aboutOf(trace, collected.expectation), events, auditIds: events.map(event => event.auditID)};
    const found = await source.refused?.(about, bound).catch(() => signal.throwIfAborted());
    if (!found) continue;
    const {cause, change, proof} = found;
    return {
      cause: `${events.length} of ${trace.audited.length} records of the attack did not arrive in ${source.id}: ${cause}`,
      change,
      proof: {lost: events.map(event => event.auditID), of: trace.audited.length, why: proof},
    };
  }
  return undefined;
}

/** An explanation with what was lost on the way beside it. */
export function withLoss<T extends Cause>(link: T, {cause, change, proof}: Cause): T {
  return {
    ...link,
    cause: `${link.cause}; ${cause}`,
    change: `${change}; ${link.change}`,
    proof: {loss: proof, ...(link.proof !== undefined && {link: link.proof})},
  };
}
