import {changes} from '../judge/context.js';
import {fateOf} from '../judge/detection/attempts.js';
import {newNoise} from '../judge/detection/noise.js';
import type {Finding, FindingKind, FindingSeverity} from '../judge/finding.js';
import type {Night} from '../judge/night.js';
import type {RuleSettings} from '../judge/settings.js';

/**
 * What became of detections since one run: the first of these nights, which are comparable, with tonight as the last. One
 * run beside one other says nothing of latencies: half of all nights are slower than the one before.
 */
export function besideRun(nights: readonly Night[], rules: RuleSettings): Finding[] {
  const names = [...new Set(nights.flatMap(night => Object.keys(night.scenarios)))].sort();
  return names.flatMap(name => [...detectionSince(name, nights), ...newNoise(name, nights, rules)]);
}

function detectionSince(name: string, nights: readonly Night[]): Finding[] {
  const decided = nights.flatMap(night => {
    const there = night.scenarios[name];
    const fate = there && fateOf(there);
    return fate?.detected === undefined ? [] : [{night, fate}];
  });
  const [then, now] = [decided[0], decided.at(-1)];
  if (!now || now.night !== nights.at(-1)) return [];
  const found = (kind: FindingKind, severity: FindingSeverity, since: Night, last?: Night): Finding[] => [
    {
      ...{kind, severity, scenarios: [name], since: {run: since.run, at: since.at}},
      coincidesWith: last ? changes(last.context, since.context, [name]) : [],
    },
  ];
  if (now.fate.flaky) return found('flaky', 'gate', now.night);
  if (!then || then.night !== nights[0] || then === now) return [];
  // The first night of those up to tonight that are unlike that run, and the last one before it.
  const last = decided.findLastIndex(({fate}) => fate.detected !== now.fate.detected);
  const [before, since] = [decided[last], decided[last + 1]];
  if (then.fate.detected === now.fate.detected || !before || !since) return [];
  return now.fate.detected
    ? found('recovered', 'note', since.night, before.night)
    : found('lost', 'gate', since.night, before.night);
}
