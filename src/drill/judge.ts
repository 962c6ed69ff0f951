import type {BrokenLink} from '../events/events.js';
import type {Verdict} from '../events/words.js';
import {someOf} from '../lib/text/some-of.js';
import type {StepsResult} from './act/steps.js';
import {latencies} from './watch/latencies.js';
import type {Blinding} from './watch/people/answers.js';
import type {Watched} from './watch/watched.js';

/** What is known of a scenario when its watch is over. */
export interface Facts {
  attack: StepsResult;
  watched: readonly Watched[];
  /** The explanation of an unmet expectation; present when there is one. */
  link?: BrokenLink;
  /** What of its evidence was refused on the way, though enough arrived. */
  loss?: Pick<BrokenLink, 'cause' | 'change'>;
  /** Whose silences hide alerts of others beside its own. */
  blinding?: readonly Blinding[];
}

/** A verdict and the sentence that explains it. */
export interface Judgement {
  verdict: Verdict;
  explanation: string;
}

/**
 * Judges one scenario. The order of the questions keeps verdicts from blurring: what did not happen cannot be missed,
 * what was refused needs no alert, and a stage that was surely missed is not excused by another that nobody could see.
 */
export function judge({attack, watched, link, loss, blinding = []}: Facts): Judgement {
  if (attack.unanswered) {
    const explanation = `it is not known whether step ${attack.step} was carried out: ${attack.message}`;
    return {verdict: 'inconclusive', explanation};
  }
  if (attack.outcome === 'failed') {
    return {verdict: 'not executed', explanation: `step ${attack.step} failed: ${attack.message}`};
  }
  if (attack.outcome === 'prevented') return {verdict: 'prevented', explanation: preventedBy(attack, watched)};
  const states = new Set(watched.map(w => w.settled?.state));
  // An alert that notified nobody is not a detection: to the team it never happened.
  if (states.has('missed') || states.has('suppressed')) {
    return {verdict: 'missed', explanation: linkText(link, 'nothing was seen')};
  }
  if (states.has('unknown')) {
    return {verdict: 'inconclusive', explanation: linkText(link, 'it is not known whether it was seen')};
  }
  if (states.has('late')) return {verdict: 'late', explanation: linkText(link, 'seen after the SLA')};
  const beside = [...blinding.map(blindText), ...(loss ? [`${loss.cause}. To change: ${loss.change}`] : [])];
  return {verdict: 'detected', explanation: [latencies(watched), ...beside].join('; ')};
}

/** `res1's silence also hides 2 alerts of others: A, B`. */
const blindText = ({person, hides}: Blinding): string =>
  `${person === undefined ? 'a silence' : `${person}'s silence`} also hides ${hides.length} ${hides.length === 1 ? 'alert' : 'alerts'} of others: ${someOf(hides)}`;

function preventedBy(attack: StepsResult, watched: readonly Watched[]): string {
  const seen = latencies(watched.filter(w => w.settled?.state === 'seen'));
  const first = (attack.message ?? '').split('\n')[0]?.replace(/:$/, '');
  return `the cluster refused ${attack.step}: ${first}${seen ? `; the attempt was ${seen}` : ''}`;
}

const linkText = (link: BrokenLink | undefined, otherwise: string): string => (link ? link.cause : otherwise);
