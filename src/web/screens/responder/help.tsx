import {Fold} from '../../parts/card.js';
import {Choice, CommandForm} from '../../parts/form.js';
import {useLive} from '../../parts/live.js';
import {nameOf} from '../../rows/people.js';

/** Help that costs points. */
export function HintsCard() {
  const {view, words} = useLive();
  const any = {id: '', text: words.hints.any};
  const alerts = Object.values(view.alerts).map(({shown}) => ({id: shown.alert, text: `${shown.alert} ${shown.rule}`}));
  return (
    <Fold title={words.hints.title} aside={view.hints.length || undefined}>
      <p>{words.hints.intro}</p>
      <CommandForm
        command="hint"
        submit={words.hints.take}
        read={of => (of('alert') === '' ? {} : {alert: of('alert')})}
      >
        <Choice label={words.hints.about} name="alert" options={[any, ...alerts]} />
      </CommandForm>
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
