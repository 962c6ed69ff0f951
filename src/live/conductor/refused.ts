import {type RefusalCode, type RefusalValues, refusalText} from '../../view/live/told/refusals.js';

/** 403: not theirs to do · 409: no longer, or not yet · 422: not understood · 429: too often · 503: cannot be kept */
type Status = 403 | 409 | 422 | 429 | 503;

/** Why something that a person asked for is not done: told to them, with who was first where that is why. */
export class Refused extends Error {
  /** By what it can be said in other languages. */
  code?: RefusalCode;
  values?: RefusalValues;
  /** The same may succeed a moment later: the client asks again. */
  isBusy = false;

  constructor(
    readonly status: Status,
    reason: string,
    readonly first?: {by: string; at: string},
  ) {
    super(reason);
  }
}

/** A refusal that there are words for in every language. */
export function refuse(
  status: Status,
  code: RefusalCode,
  values: RefusalValues = {},
  first?: {by: string; at: string},
): Refused {
  return Object.assign(new Refused(status, refusalText(code, values), first), {code, values});
}

/** A refusal of the moment: what is asked for is to be asked for again. */
export const busy = (status: 429 | 503, code: RefusalCode): Refused =>
  Object.assign(refuse(status, code), {isBusy: true});
