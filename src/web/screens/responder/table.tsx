import {ACTIONS, PLACES} from '../../../events/words.js';
import {term} from '../../../view/live/told/telling.js';
import {tellingIn} from '../../../view/live/words.js';
import {Act} from '../../parts/act.js';
import {Card, Fold, Nothing} from '../../parts/card.js';
import {Choice, CommandForm, Field} from '../../parts/form.js';
import {may, useLive} from '../../parts/live.js';
import {TakenList} from '../cards/found.js';

/** Where to look for evidence: in vain it costs time. */
export function LookCard() {
  const live = useLive();
  const telling = tellingIn(live.hello.language);
  if (!may(live, 'look')) return null;
  return (
    <Card place="look" title={live.words.table.look}>
      <p className="quiet">{live.words.table.cost}</p>
      <div className="buttons">
        {PLACES.map(place => (
          <Act key={place} command="look" input={{place}} isQuiet>
            {term(telling, place)}
          </Act>
        ))}
      </div>
    </Card>
  );
}

/** What the team does about an attack, by what it has found of it. */
export function TakeAction() {
  const live = useLive();
  const {view, hello, words} = live;
  const telling = tellingIn(hello.language);
  if (!may(live, 'act') && !may(live, 'pick')) return null;
  const about = [
    ...Object.values(view.alerts).map(({shown}) => ({id: shown.alert, text: `${shown.alert} ${shown.rule}`})),
    ...view.cards.map(({card, title}) => ({id: card, text: `${card} ${title}`})),
  ].toReversed();
  const which = <Choice label={words.table.about} name="about" options={about} />;
  const procedures = (view.opened?.procedures ?? []).map(({id, title}) => ({id, text: title}));
  return (
    <Fold title={words.table.deeds} aside={view.actions.length || undefined} isOpen place="deeds">
      <TakenList />
      {about.length ? (
        <>
          {may(live, 'act') && (
            <CommandForm
              command="act"
              submit={words.table.act}
              read={of => ({about: of('about'), action: of('action'), on: of('on')})}
            >
              {which}
              <Choice
                label={words.table.action}
                name="action"
                options={ACTIONS.map(id => ({id, text: term(telling, id)}))}
              />
              <Field
                label={words.table.on}
                help={words.table.onHelp}
                name="on"
                required
                maxLength={300}
                autoComplete="off"
              />
            </CommandForm>
          )}
          {may(live, 'try') && (
            <CommandForm
              command="try"
              submit={words.table.try}
              read={of => ({about: of('about'), command: of('command')})}
            >
              {which}
              <Field
                label={words.table.command}
                name="command"
                required
                maxLength={1000}
                autoComplete="off"
                placeholder="kubectl delete …"
              />
            </CommandForm>
          )}
          {may(live, 'pick') && procedures.length > 0 && (
            <CommandForm
              command="pick"
              submit={words.table.pick}
              read={of => ({about: of('about'), procedure: of('procedure')})}
            >
              {which}
              <Choice label={words.table.procedure} name="procedure" options={procedures} />
            </CommandForm>
          )}
        </>
      ) : (
        <Nothing>{words.table.none}</Nothing>
      )}
      <ul className="rows">
        {view.picked.map(({procedure, about: of, written}) => (
          <li key={of}>
            <span className="id">{of}</span> {words.table.picked(procedure, written)}
          </li>
        ))}
      </ul>
    </Fold>
  );
}
