import {EXIT, usageError} from '../../lib/errors.js';
import {countFlag} from '../number-flags.js';
import type {Figures} from './count/figures.js';

const FALSE_ALARMS = {least: 0, most: 1_000_000_000};

/**
 * The most false alarms that `--max-false-alarms` allows.
 *
 * @throws DrillError (exit code 2) where it is not a number, or no alarm is known to be false.
 */
export function mostFalseAlarms(text: string | undefined, hasLabels: boolean): number {
  const most = text === undefined ? Number.POSITIVE_INFINITY : countFlag('--max-false-alarms', text, FALSE_ALARMS);
  if (text !== undefined && !hasLabels)
    throw usageError('--max-false-alarms needs --labels: without them no alarm is known to be false');
  return most;
}

/**
 * What is known to be wrong wins over what is not known. A log of which nothing or not all could be read is no proof
 * that an attack is not in it, nor that a rule is quiet.
 *
 * @param hasGaps whether a part of the log was not looked at at all
 */
export function exitCodeOf(figures: Figures, most: number, hasGaps = false): number {
  const {events, unreadable, scenarios = [], falseAlarms = []} = figures;
  if (events === 0) return EXIT.inconclusive;
  const missed = scenarios.some(s => s.inLog > 0 && s.matched === 0 && !s.unknown);
  const wrong = falseAlarms.reduce((sum, {alarms}) => sum + alarms, 0);
  if (missed || wrong > most) return EXIT.missed;
  const undecided = scenarios.some(s => s.unknown) || (unreadable > 0 && Number.isFinite(most));
  return undecided || hasGaps ? EXIT.inconclusive : EXIT.ok;
}
