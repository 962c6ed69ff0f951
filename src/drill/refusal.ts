import type {ApiAnswer} from '../cluster/client.js';
import type {StepOutcome} from '../events/words.js';

/**
 * What an answer means for a step that wanted one of `wanted` (absent: any 2xx, or an accepted upgrade).
 *
 * The API server says no in more ways than 403: a ValidatingAdmissionPolicy answers 422, a webhook any code of its
 * choice, and one that fails closed 500. And a 403 is not always a refusal of the attack: a namespace in deletion
 * takes no new objects from anybody.
 */
export function outcomeOf(answer: ApiAnswer, wanted?: readonly number[]): StepOutcome {
  const {code, message = ''} = answer;
  if (wanted ? wanted.includes(code) : code === 101 || (code >= 200 && code < 300)) return 'executed';
  return isRefusal(code, message, answer.body) ? 'prevented' : 'failed';
}

function isRefusal(code: number, message: string, body: unknown): boolean {
  if (/admission webhook ".*" denied the request/.test(message)) return true;
  if (code === 403) return !isTerminating(body);
  if (code === 422) return message.includes('ValidatingAdmissionPolicy');
  return code === 500 && message.includes('failed calling webhook');
}

function isTerminating(body: unknown): boolean {
  const details = (body as {details?: {causes?: {reason?: string}[]}} | null)?.details;
  return details?.causes?.some(cause => cause.reason === 'NamespaceTerminating') ?? false;
}
