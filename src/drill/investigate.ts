import type {Stage} from '../events/words.js';
import type {Explanation, Investigation, Source} from '../sources/source.js';
import type {Cause, Trace} from './broken-link.js';
import type {Watched} from './watch.js';

/** An explanation must not hold up the drill for longer than this, in milliseconds. */
const WITHIN_MS = 10_000;

/**
 * Asks the sources of a stage why the attack did not arrive at them; the first that knows is believed. Sources of an
 * earlier stage may know, too, in what form it passed them.
 */
export function investigate(
  trace: Trace,
  {expectation}: Watched,
  signal: AbortSignal,
  stage: Stage = expectation.stage,
): Promise<Cause | undefined> {
  const asked = trace.sources.filter(s => s.stage === stage);
  return ask(asked, (source, about, bound) => source.investigate?.(about, bound), aboutOf(trace, expectation), signal);
}

/** Asks the source at which evidence arrived too late what held it up. */
export function delayOf(trace: Trace, {expectation, settled}: Watched, signal: AbortSignal) {
  const asked = trace.sources.filter(s => s.id === settled?.source);
  return ask(asked, (source, about, bound) => source.delay?.(about, bound), aboutOf(trace, expectation), signal);
}

function aboutOf({execution, audited, since}: Trace, {stage, rule, rules}: Watched['expectation']): Investigation {
  return {
    stage,
    expected: {...(rule !== undefined && {rule}), ...(rules && {rules})},
    token: execution.token,
    ...(execution.actorUser !== undefined && {user: execution.actorUser}),
    auditIds: execution.attackRequests.map(r => r.auditId),
    events: audited,
    since,
  };
}

async function ask(
  sources: readonly Source[],
  question: (source: Source, about: Investigation, bound: AbortSignal) => Promise<Explanation | undefined> | undefined,
  about: Investigation,
  signal: AbortSignal,
): Promise<Cause | undefined> {
  const bound = AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]);
  for (const source of sources) {
    const found = await question(source, about, bound)?.catch(() => {
      // A source that cannot be asked for reasons explains nothing; its verdict does not depend on it.
      signal.throwIfAborted();
    });
    if (found) return {...found, cause: `${found.cause} (${source.id})`};
  }
  return undefined;
}
