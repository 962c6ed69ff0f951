import type {ApiAnswer} from '../cluster/api/answer.js';
import type {StepOutcome} from '../events/words.js';

/**
 * What an answer means for a step that wanted one of `wanted` (absent: any 2xx, or an accepted upgrade).
 *
 * The API server says no in more ways than 403: a ValidatingAdmissionPolicy answers 413 or 422, a
 * webhook any code of its choice, and one that fails closed 500. And a 403 is not always a refusal of the attack: a
 * namespace in deletion takes no new objects from anybody.
 */
export function outcomeOf(answer: ApiAnswer, wanted?: readonly number[]): StepOutcome {
  const {code, message = ''} = answer;
  if (wanted ? wanted.includes(code) : code === 101 || (code >= 200 && code < 300)) return 'executed';
  return isRefusal(code, message, answer.body) ? 'prevented' : 'failed';
}

function isRefusal(code: number, message: string, body: unknown): boolean {
  if (/admission webhook ".*" denied the request/.test(message)) return true;
  if (code === 403) return !isTerminating(body);
  // Its `reason` decides the code: 403, 413 or 422.
  if (/ValidatingAdmissionPolicy '.*' with binding '.*' denied request/.test(message)) return true;
  return code === 500 && message.includes('failed calling webhook');
}

/** How the authorizer says that somebody has no right, the escalation check likewise, and who signs certificates. */
const WANT_OF_RIGHTS = [
  /\bUser "[^"]*" cannot \S+ (resource|path) "/,
  /is attempting to grant RBAC permissions not currently held/,
  /user not permitted to (approve|sign|attest) /,
];

/**
 * Whether a request was refused because its user has no right to it. What admission says no to was allowed by the
 * authorizer before.
 */
export function lacksRight({code, message = ''}: ApiAnswer): boolean {
  return code === 403 && !/admission webhook "/.test(message) && WANT_OF_RIGHTS.some(words => words.test(message));
}

function isTerminating(body: unknown): boolean {
  const details = (body as {details?: {causes?: {reason?: string}[]}} | null)?.details;
  return details?.causes?.some(cause => cause.reason === 'NamespaceTerminating') ?? false;
}
