import {isDeepStrictEqual} from 'node:util';
import type {ApiAnswer} from '../../../cluster/api/answer.js';
import {valueAt} from '../../../lib/json/field-path.js';
import {type RequestContext, type Target, toRequest} from '../../../scenario/steps/request.js';
import {listOf} from '../changes.js';
import {type Check, held, notHeld, type Standing} from '../check.js';
import type {Looker} from '../looker.js';
import {called} from './objects.js';

/** Which fields of which object are looked at. */
interface Fields {
  looker: Looker;
  target: Target;
  fields: readonly string[];
  context: RequestContext;
}

/**
 * Fields of an object are what they were before the attack, or none of them is: a secret that was read has to be another
 * one. What a Secret holds is compared, and never shown.
 */
export function fieldsAre(wish: 'as before' | 'new', {looker, target, fields, context}: Fields): Check {
  const what = called(target);
  const request = toRequest({get: target}, context);
  const valuesIn = ({code, body}: ApiAnswer) => (code === 200 ? fields.map(field => valueAt(body, field)) : undefined);
  let before: unknown[] | undefined;
  const read = (answer: ApiAnswer): Standing | undefined => {
    if (answer.code === 404) return wish === 'new' ? held(`${what} is gone`) : notHeld(`${what} is not there`);
    const now = valuesIn(answer);
    if (!now || !before) return undefined;
    const wrong = fields.filter((_, i) => isDeepStrictEqual(now[i], before?.[i]) === (wish === 'new'));
    if (!wrong.length) return held(wish === 'new' ? `${what} holds something new` : `${what} is as before`);
    return notHeld(`${wrong.join(', ')} of ${what} is ${wish === 'new' ? 'still what it was' : 'not as before'}`);
  };
  return {
    name: wish === 'new' ? `${what} is rotated` : `${what} is as before`,
    watches: [listOf(request.path)],
    async before(signal) {
      // An answer that says nothing leaves it unknown what was there: nothing can be compared then.
      const answer = await looker.ask(request, signal);
      if (!('state' in answer)) before = valuesIn(answer);
    },
    look: signal => looker.look(request, read, signal),
  };
}
