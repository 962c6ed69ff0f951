import {type FormEvent, useState} from 'react';
import {hintPrice} from '../../net/api.js';
import {Act} from '../../parts/act.js';
import {Fold} from '../../parts/card.js';
import {Choice} from '../../parts/form.js';
import {useLive} from '../../parts/live.js';
import {nameOf} from '../../rows/people.js';

/** Help that costs points: what it costs is said before anybody takes it. */
export function HintsCard() {
  const {view, words} = useLive();
  return (
    <Fold title={words.hints.title} aside={view.hints.length || undefined}>
      <p>{words.hints.intro}</p>
      <NextHint key={view.hints.length} />
      <ul className="rows">
        {view.hints.toReversed().map(({hint, person, price, text}) => (
          <li key={hint}>
            <p className="quiet">{words.hints.taken(nameOf(view, person), price)}</p>
            <p className="said">{text}</p>
          </li>
        ))}
      </ul>
    </Fold>
  );
}

function NextHint() {
  const {view, words, tell} = useLive();
  const [offer, setOffer] = useState<{price: number; alert: string}>();
  const any = {id: '', text: words.hints.any};
  const alerts = Object.values(view.alerts).map(({shown}) => ({id: shown.alert, text: `${shown.alert} ${shown.rule}`}));
  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const alert = String(new FormData(event.currentTarget).get('alert'));
    const answer = await hintPrice(alert || undefined).catch(() => undefined);
    if (answer?.ok) setOffer({price: answer.value.price, alert});
    else tell(answer?.reason ?? words.join.unreachable);
  };
  return (
    <>
      <form onSubmit={event => void onSubmit(event)} onChange={() => setOffer(undefined)}>
        <Choice label={words.hints.about} name="alert" options={[any, ...alerts]} />
        <button type="submit" className="quiet">
          {words.hints.ask}
        </button>
      </form>
      <p className="line" role="status">
        {offer && (
          <>
            <b>{words.hints.price(offer.price)}</b>
            <Act command="hint" input={offer.alert === '' ? {} : {alert: offer.alert}}>
              {words.hints.take}
            </Act>
          </>
        )}
      </p>
    </>
  );
}

/** The way into the cluster, for roles that have one. The server says why there is none. */
export function AccessCard() {
  const {words, tell} = useLive();
  const fetchIt = async () => {
    const response = await fetch('/api/kubeconfig').catch(() => undefined);
    if (!response?.ok) {
      const {reason} = response ? await response.json().catch(() => ({})) : {};
      return tell(String(reason ?? words.join.unreachable));
    }
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await response.blob());
    link.download = 'kubeconfig.yaml';
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <Fold title={words.access.title}>
      <p>{words.access.intro}</p>
      <button type="button" onClick={() => void fetchIt()}>
        {words.access.download}
      </button>
    </Fold>
  );
}
