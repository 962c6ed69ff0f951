import {median} from '../../stats/median.js';
import type {RuleSettings} from '../settings.js';
import type {Standing} from './series.js';

/**
 * By how much the last nights are above the baseline's median, where all of them are above everything in it; undefined
 * where they are not. Values are logarithms.
 */
export function jump({baseline, before, recent}: Standing, {jump: {nights, ratio}}: RuleSettings): number | undefined {
  const last = recent.slice(-nights);
  if (baseline.state === 'learning' || last.length < nights) return undefined;
  const middle = median(before);
  const isUp = last.every(value => value > Math.max(...before) && value - middle >= Math.log(ratio));
  return isUp ? median(last) - middle : undefined;
}
