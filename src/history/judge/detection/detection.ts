import {fisherFewer} from '../../stats/fisher.js';
import {type Interval, wilson} from '../../stats/wilson.js';
import {changes} from '../context.js';
import type {Finding, FindingKind, FindingSeverity} from '../finding.js';
import type {Night} from '../night.js';
import type {RuleSettings} from '../settings.js';
import {fateOf, type NightFate} from './attempts.js';
import {newNoise} from './noise.js';

/** How often the first attempt at a scenario was detected, with the 95 % interval of Wilson. */
export interface FirstAttempts extends Interval {
  detected: number;
  of: number;
}

/** What became of the detection of one scenario. */
export interface Detection {
  findings: Finding[];
  /** In the baseline, and in the last nights. */
  first: {before: FirstAttempts; recent: FirstAttempts};
}

interface Known {
  night: Night;
  fate: NightFate;
}

/** Puts the last night of a scenario beside those before it: a detection may be lost, flaky, slowly lost, or back. */
export function detection(name: string, nights: readonly Night[], rules: RuleSettings): Detection {
  const known = nights.flatMap((night): Known[] => {
    const there = night.scenarios[name];
    return there ? [{night, fate: fateOf(there)}] : [];
  });
  const decided = known.filter(({fate}) => fate.detected !== undefined);
  const firsts = known.flatMap(({fate}) => (fate.first === undefined ? [] : [fate.first]));
  const {window} = rules.lost;
  const before = firsts.slice(0, baselineCount(firsts.length, window, rules));
  const recent = firsts.slice(-window);
  const findings = [...losses(name, decided, nights, rules), ...newNoise(name, nights, rules)];
  const isLost = findings.some(({kind}) => kind === 'lost');
  return {
    findings: isLost ? findings : [...findings, ...slowLoss(name, known, before, rules)],
    first: {before: counted(before), recent: counted(recent)},
  };
}

/** As many of the first nights as the baseline has, and none of the last ones once there are enough. */
function baselineCount(count: number, window: number, {baseline}: RuleSettings): number {
  return Math.min(baseline.nights, Math.max(0, count - window));
}

function counted(detections: readonly boolean[]): FirstAttempts {
  const detected = detections.filter(Boolean).length;
  return {detected, of: detections.length, ...wilson(detected, detections.length)};
}

function losses(name: string, decided: readonly Known[], nights: readonly Night[], rules: RuleSettings): Finding[] {
  const tonight = decided.at(-1);
  if (!tonight || tonight.night !== nights.at(-1)) return [];
  const found = (kind: FindingKind, severity: FindingSeverity, since: Night, last?: Night): Finding => ({
    ...{kind, severity, scenarios: [name], since: {run: since.run, at: since.at}},
    coincidesWith: last ? changes(last.context, since.context, [name]) : [],
  });
  const flaky = tonight.fate.flaky ? [found('flaky', 'gate', tonight.night)] : [];
  const earlier = decided.slice(0, -1);
  const good = earlier.findLastIndex(({fate}) => fate.detected === true);
  const lastGood = earlier[good];
  // Nights since it got lost say nothing of how it was before, however few there were.
  if (!wasReliable(earlier.slice(0, good + 1), rules)) return flaky;
  if (tonight.fate.detected === false && lastGood)
    return [found('lost', 'gate', (decided[good + 1] as Known).night, lastGood.night)];
  const previous = decided.at(-2);
  return previous?.fate.detected === false && !flaky.length
    ? [found('recovered', 'note', tonight.night, previous.night)]
    : flaky;
}

/** Whether nearly all of the first nights detected it. Later ones do not count: there it may have got lost. */
function wasReliable(earlier: readonly Known[], {baseline, lost}: RuleSettings): boolean {
  const first = earlier.slice(0, baseline.nights);
  return first.length > 0 && first.filter(({fate}) => fate.detected).length >= lost.detected * first.length;
}

/** First attempts of the last nights fail more often than in the baseline, though no night may be lost. */
function slowLoss(name: string, known: readonly Known[], before: readonly boolean[], rules: RuleSettings): Finding[] {
  const decided = known.filter(({fate}) => fate.first !== undefined);
  const recent = decided.slice(-rules.lost.window);
  if (before.length < rules.baseline.minimum || recent.length < rules.lost.window) return [];
  const hits = recent.filter(({fate}) => fate.first).length;
  const hitsBefore = before.filter(Boolean).length;
  const p = fisherFewer({hits, misses: recent.length - hits}, {hits: hitsBefore, misses: before.length - hitsBefore});
  if (p >= rules.lost.alpha) return [];
  const at = recent.findIndex(({fate}) => !fate.first);
  const since = (recent[at] as Known).night;
  const last = (recent[at - 1] ?? decided.at(-recent.length - 1))?.night;
  const coincidesWith = last ? changes(last.context, since.context, [name]) : [];
  return [
    {
      kind: 'slow loss',
      severity: 'warning',
      scenarios: [name],
      p,
      since: {run: since.run, at: since.at},
      coincidesWith,
    },
  ];
}
