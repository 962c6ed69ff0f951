import {randomBytes} from 'node:crypto';
import {HttpError} from '../../http/http.js';
import {statusOf} from '../../http/refusal.js';
import {reasonIn} from '../../store/failure.js';
import type {Store} from '../../store/store.js';
import type {Form} from '../guess.js';

/** What a probe came to: the store took the record, or says why not. */
export type Probed = {taken: true} | {refusal: string};

/** Settings that decide what an index takes. Pipelines are left out: they might send the record elsewhere. */
const DECIDING = /^index\.(mapping|analysis)\./;

/**
 * Puts a document into an index of the same mapping that exists for nothing else, and deletes it again. Only done where
 * the stack file allows it.
 *
 * @throws when the index cannot be made.
 */
export async function probeIndex(store: Store, form: Form, document: object, signal: AbortSignal): Promise<Probed> {
  const path = `/kubedrill-probe-${randomBytes(6).toString('hex')}`;
  const copied = Object.entries(form.settings).filter(([name]) => DECIDING.test(name));
  const settings = {...Object.fromEntries(copied), 'index.number_of_shards': 1, 'index.number_of_replicas': 0};
  await store.ask(path, {method: 'PUT', body: {settings, mappings: form.mapping}, signal});
  try {
    await store.ask(`${path}/_doc`, {method: 'POST', body: document, signal});
    return {taken: true};
  } catch (error) {
    if (statusOf(error) !== 400) throw error;
    const cause = (error as Error).cause;
    return {refusal: (cause instanceof HttpError && reasonIn(cause.body)) || (error as Error).message};
  } finally {
    // A drill that stops must not leave it behind.
    await store.ask(path, {method: 'DELETE'});
  }
}
