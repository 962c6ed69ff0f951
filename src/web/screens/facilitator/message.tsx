import {Fold} from '../../parts/card.js';
import {CommandForm, Field, Options} from '../../parts/form.js';
import {may, useLive} from '../../parts/live.js';

/** A word to everybody, or to some: roles where nothing else is said. */
export function MessageCard({to, legend}: {to?: readonly {id: string; text: string}[]; legend?: string}) {
  const live = useLive();
  const {view, words} = live;
  if (!may(live, 'message')) return null;
  const roles = () => [...(view.opened?.roles.map(({id}) => id) ?? []), 'board'].map(id => ({id, text: id}));
  return (
    <Fold title={words.message.title}>
      <CommandForm command="message" submit={words.send} read={(of, all) => ({text: of('text'), to: all('to')})}>
        <Field label={words.message.text} name="text" lines={2} required maxLength={4000} />
        <Options legend={legend ?? words.message.to} name="to" type="checkbox" options={to ?? roles()} />
      </CommandForm>
    </Fold>
  );
}
