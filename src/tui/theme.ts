import type {Verdict} from '../events/words.js';
import type {StageView} from '../view/view.js';
import type {Tone} from './line.js';

/**
 * The look of a tone, as Ink's `<Text>` takes it. Blue and orange, not green and red, stand for good and bad. Nobody
 * knows the background: every colour has a contrast of 4.5 and more on white and on black. Dimmed text has not.
 */
export const THEME: Record<Tone, {color?: string}> = {
  ok: {color: '#1875d8'},
  late: {color: '#976f00'},
  missed: {color: '#c55205'},
  prevented: {color: '#23818d'},
  unknown: {color: '#9a55ce'},
  waiting: {},
  muted: {color: '#70767e'},
  plain: {},
};

const VERDICT_TONE: Record<Verdict, Tone> = {
  detected: 'ok',
  late: 'late',
  missed: 'missed',
  prevented: 'prevented',
  'not executed': 'unknown',
  inconclusive: 'unknown',
  skipped: 'muted',
};

export const verdictTone = (verdict: Verdict): Tone => VERDICT_TONE[verdict];

const STATE_TONE: Record<StageView['state'], Tone> = {
  waiting: 'muted',
  running: 'waiting',
  prevented: 'prevented',
  failed: 'unknown',
  seen: 'ok',
  late: 'late',
  missed: 'missed',
  suppressed: 'missed',
  unknown: 'unknown',
};

export const stateTone = (state: StageView['state']): Tone => STATE_TONE[state];
