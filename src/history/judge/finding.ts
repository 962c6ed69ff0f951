import type {Change} from './context.js';
import type {Link} from './night.js';

/**
 * *lost*: detected in the baseline, and in no attempt now. *flaky*: attempts of one night differ. *slow loss*: first
 * attempts fail more often. *new noise*: the benign twin alerts and did not. *recovered*: was lost on the night before.
 * *slower*: the last nights beside the baseline. *jump*: a few nights above all of it. *drift*: weeks that rise.
 */
export type FindingKind = 'lost' | 'flaky' | 'slow loss' | 'new noise' | 'recovered' | 'slower' | 'jump' | 'drift';

/** *gate*: counts for a gate. *warning*: people should look. *note*: good to know. */
export type FindingSeverity = 'gate' | 'warning' | 'note';

/** A night that a finding refers to. */
export interface NightName {
  run: string;
  at: number;
}

/** When an SLA is reached if a link goes on like this. */
export interface Projection {
  scenario: string;
  slaMs: number;
  days: number;
}

/** Something that differs from the baseline. */
export interface Finding {
  kind: FindingKind;
  severity: FindingSeverity;
  /** Of latencies: the link, and whether all of it or scenarios beside it. */
  link?: Link;
  tier?: 'link' | 'scenario';
  /** Each once, in alphabetical order. */
  scenarios: string[];
  /** Of the exact test, where one was asked; of several scenarios the least. */
  p?: number;
  /** How many times as slow: 1.5. Of a drift a day. Of several scenarios the most. */
  shift?: number;
  /** The first night of it, as far as it can be told. */
  since: NightName;
  /** What else differs since then; never the cause. */
  coincidesWith: Change[];
  /** Of a drift that comes to an SLA: when half of the scenarios have reached theirs, and when the first. */
  projection?: Projection & {first: Projection};
}

/** Findings of the same kind, link, night and coincidence as one, which names every scenario once. */
export function grouped(findings: readonly Finding[]): Finding[] {
  const groups = new Map<string, Finding>();
  for (const finding of findings) {
    const {kind, link, tier, since, coincidesWith} = finding;
    const key = JSON.stringify([kind, link, tier, since.run, coincidesWith]);
    const group = groups.get(key);
    groups.set(key, group ? together(group, finding) : finding);
  }
  return [...groups.values()];
}

function together(a: Finding, b: Finding): Finding {
  const ps = [a.p, b.p].filter(p => p !== undefined);
  const shifts = [a.shift, b.shift].filter(shift => shift !== undefined);
  return {
    ...a,
    scenarios: [...new Set([...a.scenarios, ...b.scenarios])].sort(),
    ...(ps.length && {p: Math.min(...ps)}),
    ...(shifts.length && {shift: Math.max(...shifts)}),
  };
}
