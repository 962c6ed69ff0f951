import {randomUUID} from 'node:crypto';
import type {ApiClient} from '../cluster/api/client.js';
import {parseKubectl} from './parse.js';
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
  const texts: string[] = [];
  for (const [index, request] of requests.entries()) {
    const {code, message = `the server answered ${code}`} = await client.send(request, {auditId: randomUUID(), signal});
    if (code >= 400 && !(code === 404 && command.flags['ignore-not-found']))
      return {line, ok: false, text: `Error from server: ${message}`};
    texts.push(`${command.resource.plural}/${command.names[index] ?? ''} ${DONE[command.verb]}`);
  }
  return {line, ok: true, text: texts.join('\n')};
}

const DONE = {
  ...{get: 'is there', delete: 'deleted', patch: 'patched', scale: 'scaled', label: 'labeled'},
  ...{annotate: 'annotated', cordon: 'cordoned', uncordon: 'uncordoned', create: 'created'},
} as const;
