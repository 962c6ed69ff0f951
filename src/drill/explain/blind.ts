import type {Reason} from './examined.js';

/** A source that is down must not hold up the drill for longer than this, in milliseconds. */
const WITHIN_MS = 10_000;

/** Why nobody can say whether a stage was reached: the source that could not look, and what it says of itself now. */
export const unseeable: Reason = async ({sources}, {settled, blind, blindChange}, signal) => {
  if (settled?.state !== 'unknown') return undefined;
  const reason = settled.reason ?? 'no source answered';
  const source = sources.find(s => s.id === blind);
  const bound = AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]);
  const answer = await source?.check?.(bound).catch(() => {
    signal.throwIfAborted();
  });
  // A source that cannot be asked is not said to answer.
  const again = answer && answer.state !== 'failed' ? 'it answers again: run the drill again' : undefined;
  return {
    cause: `it is not known whether it was seen: ${reason}${source ? ` (${source.id})` : ''}`,
    change: blindChange ?? again ?? answer?.next[0] ?? 'bring the source back and run the drill again',
    proof: {source: blind ?? null, reason, ...(answer && {now: answer.detail})},
  };
};
