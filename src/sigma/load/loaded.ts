import type {RuleSet, SkippedRule} from '../rule-set.js';

const WHY: Readonly<Record<SkippedRule['why'], (count: number) => string>> = {
  mistake: count => `${count} with a mistake`,
  foreign: count => `${count} not about the Kubernetes audit log`,
  empty: count => `${count} empty ${count === 1 ? 'file' : 'files'}`,
};

/** How many rules can alert: those that the engine asks. */
export const loadedCount = ({rules}: RuleSet): number => rules.filter(rule => rule.applicable).length;

/** `36 rules loaded, 2 skipped: 1 with a mistake, 1 not about the Kubernetes audit log`. */
export function loadedText(set: RuleSet): string {
  const count = loadedCount(set);
  const loaded = `${count} ${count === 1 ? 'rule' : 'rules'} loaded`;
  if (!set.skipped.length) return loaded;
  const reasons = (['mistake', 'foreign', 'empty'] as const).flatMap(why => {
    const those = set.skipped.filter(s => s.why === why).length;
    return those ? [WHY[why](those)] : [];
  });
  return `${loaded}, ${set.skipped.length} skipped: ${reasons.join(', ')}`;
}

/** Places and reasons are reported for at most this many skipped rules; the others are counted. */
const MOST_TOLD = 10;

/** A line for each thing that was skipped, `file:line:column why`; rules about other logs are counted, not listed. */
export function skippedLines({skipped}: RuleSet): string[] {
  const told = skipped.filter(looksLikeASlip);
  const lines = told.slice(0, MOST_TOLD).map(s => `${s.file}:${s.line}:${s.column} ${s.message}`);
  return told.length > MOST_TOLD ? [...lines, `and ${told.length - MOST_TOLD} more: kubedrill lint lists them`] : lines;
}

/** Rules about other logs are what many folders are full of, unless one of them nearly is about this one. */
export const looksLikeASlip = ({why, message}: SkippedRule): boolean => why !== 'foreign' || message.includes(': ');
