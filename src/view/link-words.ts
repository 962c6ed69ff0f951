import type {Verdict} from '../events/words.js';

/** What the link that a verdict names did: only that of a miss is broken. */
export function linkWord(verdict: Verdict | undefined): string {
  if (verdict === 'inconclusive') return 'Nobody could see';
  return verdict === 'late' ? 'Slow at' : 'Broken at';
}
