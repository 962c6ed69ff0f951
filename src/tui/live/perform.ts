import {messageOf} from '../../lib/errors.js';
import {connectionFailure} from '../../lib/net/connection-failure.js';
import type {LiveClient} from '../../live/client/client.js';
import {evidenceFrom, saveKubeconfig} from '../../live/client/files.js';
import {newForm} from './ask/form.js';
import type {Effect} from './effect.js';
import type {Came} from './ui.js';

/** A hint is taken once its price is known. */
function priced(price: number, alert: string | undefined): Came {
  const about = alert === undefined ? '' : ` about ${alert}`;
  const form = newForm(`A hint${about}`, [
    {kind: 'sure', ask: `The next hint${about} costs the team ${price} points. Take it?`},
  ]);
  const input = alert === undefined ? {} : {alert};
  return {asking: {form, leadsTo: () => ({kind: 'do', name: 'hint', input, said: 'it stands under HINTS'})}};
}

const good = (text: string): Came => ({text, isBad: false});
const bad = (text: string): Came => ({text, isBad: true});

/** Does what a person asked for; returns what it came to, where that is worth a word. */
export async function perform(effect: Effect, client: LiveClient): Promise<Came | undefined> {
  switch (effect.kind) {
    case 'do': {
      const outcome = await client.send(effect.name, effect.input);
      if (outcome.state === 'refused') return bad(outcome.reason);
      if (outcome.state === 'kept') return {...bad('no connection: it is sent when there is one'), whileWaiting: true};
      return effect.said === undefined ? undefined : good(effect.said);
    }
    case 'evidence':
      return tried(async () => {
        const answer = await client.handIn(evidenceFrom(effect.file), effect.title, effect.alert);
        return answer.ok ? good(`${answer.value.id} is handed in`) : bad(answer.reason);
      });
    case 'kubeconfig':
      return tried(async () => {
        const answer = await client.kubeconfig();
        if (!answer.ok) return bad(answer.reason);
        return good(`saved: export KUBECONFIG=${saveKubeconfig(effect.file, answer.value)}`);
      });
    case 'hint':
      return tried(async () => {
        const answer = await client.hintPrice(effect.alert);
        return answer.ok ? priced(answer.value.price, effect.alert) : bad(answer.reason);
      });
    default:
      return undefined;
  }
}

/** What is refused by a file or the network is told, and nothing else ends. */
const tried = (what: () => Promise<Came>): Promise<Came> =>
  what().catch((error: unknown) => bad(connectionFailure(error) || messageOf(error)));
