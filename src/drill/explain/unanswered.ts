import {formatDuration} from '../../lib/duration.js';
import type {Uncounted} from '../watch/people/acknowledgements.js';
import {NO_ALERT} from '../watch/unseen.js';
import type {Reason} from './examined.js';

/** Nobody acknowledged the alert: what was acknowledged instead, where anything was. */
export const unanswered: Reason = ({noAnswers}, {expectation: {stage, withinMs}, settled}) => {
  if (stage !== 'acknowledged' || settled?.state !== 'missed') return undefined;
  if (settled.reason === NO_ALERT) return {cause: NO_ALERT, change: 'mend the alert first'};
  if (!noAnswers.length) return undefined;
  return {
    cause: `nobody acknowledged the alert within ${formatDuration(withinMs)}; ${noAnswers.map(described).join('; ')}`,
    change: 'let a person acknowledge the alert itself, in the product that the stack file names',
    proof: noAnswers,
  };
};

const described = ({source, person, reason}: Uncounted): string =>
  `${source} told of an acknowledgement${person === undefined ? '' : ` by ${person}`}, but ${reason}`;
