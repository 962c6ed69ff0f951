import type {Stage} from '../../events/words.js';
import type {Explanation, Investigation, Source} from '../../sources/source.js';
import type {Watched} from '../watch/watched.js';
import type {Cause, Finding, Trace} from './trace.js';

/** An explanation must not hold up the drill for longer than this, in milliseconds. */
const WITHIN_MS = 20_000;

/**
 * Asks every source of a stage why the attack did not arrive at it. Sources of an earlier stage may know, too, in what
 * form they passed it on.
 */
export function investigate(
  trace: Trace,
  {expectation}: Watched,
  signal: AbortSignal,
  stage: Stage = expectation.stage,
): Promise<Finding[]> {
  const asked = trace.sources.filter(s => s.stage === stage);
  return ask(asked, (source, about, bound) => source.investigate?.(about, bound), aboutOf(trace, expectation), signal);
}

/** Asks the source at which evidence arrived too late what held it up. */
export function delayOf(trace: Trace, {expectation, settled}: Watched, signal: AbortSignal): Promise<Finding[]> {
  const asked = trace.sources.filter(s => s.id === settled?.source);
  return ask(asked, (source, about, bound) => source.delay?.(about, bound), aboutOf(trace, expectation), signal);
}

/**
 * One cause of all that was found, in its order. That nothing came to a source explains nothing where another knows
 * why; where none does, the first of them is reported.
 */
export function combined(findings: readonly Finding[]): Cause | undefined {
  const sure = findings.filter(f => !f.nothingCame);
  const told = sure.length ? sure : findings.slice(0, 1);
  const [only, ...more] = told;
  if (!only) return undefined;
  const proofs = told.filter(f => f.proof !== undefined);
  const proof = more.length ? Object.fromEntries(proofs.map(f => [f.by, f.proof])) : only.proof;
  return {
    cause: told.map(f => f.cause).join('; '),
    change: [...new Set(told.map(f => f.change))].join('; '),
    ...(proof !== undefined && {proof}),
  };
}

/** An expectation of an attack, as sources are asked about it. */
export function aboutOf(
  {execution, audited, learnt, since}: Trace,
  {stage, rule, rules}: Watched['expectation'],
): Investigation {
  return {
    stage,
    expected: {...(rule !== undefined && {rule}), ...(rules && {rules})},
    token: execution.token,
    ...(execution.actorUser !== undefined && {user: execution.actorUser}),
    auditIds: [...execution.attackRequests.map(r => r.auditId), ...learnt],
    events: audited,
    since,
  };
}

async function ask(
  sources: readonly Source[],
  question: (source: Source, about: Investigation, bound: AbortSignal) => Promise<Explanation | undefined> | undefined,
  about: Investigation,
  signal: AbortSignal,
): Promise<Finding[]> {
  const bound = AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]);
  const answers = sources.map(async (source): Promise<Finding[]> => {
    const found = await question(source, about, bound)?.catch(() => {
      // A source that cannot be asked for reasons explains nothing; its verdict does not depend on it.
      signal.throwIfAborted();
    });
    if (!found) return [];
    const {cause, nothingCame = false, ...rest} = found;
    return [{...rest, cause: `${cause} (${source.id})`, by: source.id, nothingCame}];
  });
  return (await Promise.all(answers)).flat();
}
