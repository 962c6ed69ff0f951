/** Why something that a person asked for is not done: told to them, with who was first where that is why. */
export class Refused extends Error {
  constructor(
    /** 403: not theirs to do · 409: no longer, or not yet · 422: not understood · 429: too often · 503: cannot be kept */
    readonly status: 403 | 409 | 422 | 429 | 503,
    reason: string,
    readonly first?: {by: string; at: string},
  ) {
    super(reason);
  }
}
