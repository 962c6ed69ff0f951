import type {Verdict} from '../events/words.js';
import type {StageView} from '../view/view.js';
import type {Tone} from './line.js';

/** The look of a tone, as Ink's `<Text>` takes it. Blue and orange, not green and red, stand for good and bad. */
export const THEME: Record<Tone, {color?: string; dimColor?: boolean}> = {
  ok: {color: '#3b8eea'},
  late: {color: '#c99700'},
  missed: {color: '#e8710a'},
  prevented: {color: '#2aa1b3'},
  unknown: {color: '#a974d6'},
  waiting: {},
  muted: {dimColor: true},
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
