import {useLive} from '../../parts/live.js';
import type {AttackRow} from '../../rows/attacks.js';
import {suggestionOf} from '../../rows/ratings.js';

/** What the machine would say of an attack. It is shown, and never set: rating is for people. */
export function Suggestion({row}: {row: AttackRow}) {
  const {words} = useLive();
  const suggested = suggestionOf(row);
  return suggested ? <p className="quiet">{words.rate.suggestion(suggested)}</p> : null;
}
