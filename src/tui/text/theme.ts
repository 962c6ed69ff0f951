import type {Ending} from '../../view/nightly/attempts.js';
import type {StageView} from '../../view/view.js';
import type {Tone} from './line.js';

/** How Ink's `<Text>` is to draw a tone. */
export interface Look {
  color?: string;
  backgroundColor?: string;
}

const onOwn = (backgroundColor: string): Look => ({color: '#ffffff', backgroundColor});

/**
 * The look of each tone. Nobody knows the background of a terminal, and no one colour can be read on white, black and
 * all between: what has a colour brings its own background, and all else is in the terminal's own two colours. Dimmed
 * text is read badly everywhere. Teal and red, not green and red, stand for good and bad.
 *
 * Each is a colour of the 256, so that none is moved to a neighbour, and dark enough to become black, not a colour of
 * the person's theme, where there are 16.
 */
export const THEME: Record<Tone, Look> = {
  ok: onOwn('#005f5f'),
  late: onOwn('#5f5f00'),
  missed: onOwn('#5f0000'),
  prevented: onOwn('#5f5f5f'),
  unknown: onOwn('#5f005f'),
  waiting: {},
  muted: {},
  plain: {},
};

const VERDICT_TONE: Record<Ending, Tone> = {
  detected: 'ok',
  late: 'late',
  missed: 'missed',
  prevented: 'prevented',
  'not executed': 'unknown',
  inconclusive: 'unknown',
  skipped: 'muted',
  flaky: 'late',
};

export const verdictTone = (verdict: Ending): Tone => VERDICT_TONE[verdict];

const STATE_TONE: Record<StageView['state'], Tone> = {
  waiting: 'muted',
  running: 'waiting',
  prevented: 'prevented',
  failed: 'unknown',
  seen: 'plain',
  late: 'late',
  missed: 'missed',
  suppressed: 'missed',
  unknown: 'unknown',
};

export const stateTone = (state: StageView['state']): Tone => STATE_TONE[state];
