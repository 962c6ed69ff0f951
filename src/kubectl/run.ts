import {randomUUID} from 'node:crypto';
import type {ApiAnswer} from '../cluster/api/answer.js';
import type {ApiClient} from '../cluster/api/client.js';
import {parseKubectl} from './parse.js';
import {printed} from './print.js';
import {requestsOf} from './requests.js';

/** What came of one line: what kubectl would print, and whether it would end well. */
export interface Outcome {
  line: string;
  ok: boolean;
  text: string;
}

/**
 * Does what a line of kubectl says, as the identity of a client. A refusal is an outcome, not an error.
 *
 * @throws NoAnswer (exit code 3) when the server cannot be reached; the signal's reason when aborted
 */
export async function runKubectl(
  line: string,
  variables: Readonly<Record<string, string>>,
  client: ApiClient,
  signal: AbortSignal,
): Promise<Outcome | undefined> {
  const command = parseKubectl(line, variables);
  if (!command) return undefined;
  const mistake = (text: string): Outcome => ({line, ok: false, text: `error: ${text}`});
  if ('mistake' in command) return mistake(command.mistake);
  const requests = requestsOf(command);
  if ('mistake' in requests) return mistake(requests.mistake);
  const answers: ApiAnswer[] = [];
  for (const request of requests) {
    const answer = await client.send(request, {auditId: randomUUID(), signal});
    if (answer.code >= 400 && !(answer.code === 404 && command.flags['ignore-not-found']))
      return {line, ok: false, text: refusalOf(answer)};
    answers.push(answer);
  }
  return {line, ...printed(command, answers)};
}

/** As kubectl says it: with the reason, where the server gives one. */
function refusalOf({code, message = `the server answered ${code}`, body}: ApiAnswer): string {
  const {reason} = (typeof body === 'object' && body !== null ? body : {}) as {reason?: unknown};
  return `Error from server${typeof reason === 'string' && reason ? ` (${reason})` : ''}: ${message}`;
}
