import {messageOf} from '../../lib/errors.js';
import {connectionFailure} from '../../lib/net/connection-failure.js';
import type {LiveClient} from '../../live/client/client.js';
import {evidenceFrom, saveKubeconfig} from '../../live/client/files.js';
import type {Outcome} from '../../live/part/outbox.js';
import {newForm} from './ask/form.js';
import type {Effect} from './effect.js';
import type {Came} from './ui.js';
import type {Words} from './words/en.js';

/** A hint is taken once its price is known. */
function priced(price: number, alert: string | undefined, {came}: Words): Came {
  const form = newForm(came.hint(alert), [{kind: 'sure', ask: came.price(alert, price)}]);
  const input = alert === undefined ? {} : {alert};
  return {asking: {form, leadsTo: () => ({kind: 'do', name: 'hint', input, said: came.hintTaken})}};
}

const good = (text: string): Came => ({text, isBad: false});
const bad = (text: string): Came => ({text, isBad: true});

/** Does what a person asked for; returns what it came to, where that is worth a word. */
export async function perform(effect: Effect, client: LiveClient, words: Words): Promise<Came | undefined> {
  const {came} = words;
  switch (effect.kind) {
    case 'do': {
      const outcome = await client.send(effect.name, effect.input);
      if (outcome.state !== 'done') return notDone(outcome, words);
      return effect.said === undefined ? undefined : good(effect.said);
    }
    case 'evidence':
      return tried(async () => {
        const outcome = await client.handIn(evidenceFrom(effect.file), effect.title, effect.alert);
        return outcome.state === 'done'
          ? good(came.handedIn((outcome.value as {id: string}).id))
          : notDone(outcome, words);
      });
    case 'kubeconfig':
      return tried(async () => {
        const answer = await client.kubeconfig();
        if (!answer.ok) return bad(answer.reason);
        return good(came.saved(saveKubeconfig(effect.file, answer.value)));
      });
    case 'hint':
      return tried(async () => {
        const answer = await client.hintPrice(effect.alert);
        return answer.ok ? priced(answer.value.price, effect.alert, words) : bad(answer.reason);
      });
    default:
      return undefined;
  }
}

const notDone = (outcome: Exclude<Outcome, {state: 'done'}>, {came}: Words): Came =>
  outcome.state === 'kept' ? {...bad(came.kept), whileWaiting: true} : bad(outcome.reason);

/** What is refused by a file or the network is told, and nothing else ends. */
const tried = (what: () => Promise<Came>): Promise<Came> =>
  what().catch((error: unknown) => bad(connectionFailure(error) || messageOf(error)));
