import {randomUUID} from 'node:crypto';
import type {ApiAnswer} from '../../cluster/api/answer.js';
import type {ApiClient} from '../../cluster/api/client.js';
import type {ApiRequest} from '../../kube/request.js';
import {messageOf} from '../../lib/errors.js';
import {type Standing, unknown} from './check.js';

/** How long a look may wait for its answer: there is another one soon. */
const TIMEOUT_MS = 5000;

/**
 * Looks at the cluster as the drill, again and again while people respond. It speaks under a user agent of its own, so
 * that its questions are no evidence of any scenario, and they are not logged: there are thousands.
 */
export class Looker {
  constructor(readonly client: ApiClient) {}

  /**
   * Asks, and reads the answer.
   *
   * @param read what an answer means; undefined where it says nothing
   */
  async look(
    request: ApiRequest,
    read: (answer: ApiAnswer) => Standing | undefined,
    signal: AbortSignal,
    auditId: string = randomUUID(),
  ): Promise<Standing> {
    const asked = await this.ask(request, signal, auditId);
    return 'state' in asked ? asked : (read(asked) ?? saysNothing(asked));
  }

  /** Asks; what is not known where no answer comes. */
  async ask(request: ApiRequest, signal: AbortSignal, auditId: string = randomUUID()): Promise<ApiAnswer | Standing> {
    try {
      return await this.client.send(request, {auditId, signal, timeoutMs: TIMEOUT_MS});
    } catch (error) {
      signal.throwIfAborted();
      return unknown(messageOf(error));
    }
  }
}

/** An answer from which nothing can be read. */
export const saysNothing = ({code, message}: ApiAnswer): Standing =>
  unknown(`the API server answered ${code}${message ? `: ${message}` : ''}`);
