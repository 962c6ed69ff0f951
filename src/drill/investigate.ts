import type {Stage} from '../events/words.js';
import type {Investigation} from '../sources/source.js';
import type {Cause, Trace} from './broken-link.js';

/** An explanation must not hold up the drill for longer than this, in milliseconds. */
const WITHIN_MS = 10_000;

/** Asks the sources of a stage why the attack did not arrive at them; the first that knows is believed. */
export async function investigate(trace: Trace, stage: Stage, signal: AbortSignal): Promise<Cause | undefined> {
  const {execution, audited, sources, since} = trace;
  const about: Investigation = {
    token: execution.token,
    ...(execution.actorUser !== undefined && {user: execution.actorUser}),
    auditIds: execution.attackRequests.map(r => r.auditId),
    events: audited,
    since,
  };
  const bound = AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]);
  for (const source of sources) {
    if (source.stage !== stage || !source.investigate) continue;
    const found = await source.investigate(about, bound).catch(() => {
      // A source that cannot be asked for reasons explains nothing; its verdict does not depend on it.
      signal.throwIfAborted();
    });
    if (found) return {...found, cause: `${found.cause} (${source.id})`};
  }
  return undefined;
}
