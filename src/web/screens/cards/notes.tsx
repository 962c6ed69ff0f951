import {Card, Nothing} from '../../parts/card.js';
import {CommandForm, Field} from '../../parts/form.js';
import {may, useLive} from '../../parts/live.js';
import {nameOf} from '../../rows/people.js';
import {clockText} from '../../rows/times.js';

/** What people write down for each other; the newest first. */
export function NotesCard() {
  const live = useLive();
  const {view, words, hello} = live;
  const isStaff = hello.kind !== 'responds';
  return (
    <Card place="notes" title={words.notes.title}>
      {may(live, 'note') && (
        <CommandForm
          command="note"
          submit={words.send}
          read={of => ({text: of('text'), ...(of('staff') !== '' && {staff: true})})}
        >
          <Field label={words.notes.text} name="text" lines={2} required maxLength={4000} />
          {isStaff && (
            <label className="option">
              <input type="checkbox" name="staff" value="yes" /> {words.notes.forStaff}
            </label>
          )}
        </CommandForm>
      )}
      {view.notes.length ? (
        <ul className="rows">
          {view.notes.toReversed().map(({id, person, t, text, visibility}) => (
            <li key={id}>
              <p className="quiet">
                {nameOf(view, person)} · {clockText(t)}
                {visibility === 'staff' && ` · ${words.notes.staff}`}
              </p>
              <p className="said">{text}</p>
            </li>
          ))}
        </ul>
      ) : (
        <Nothing>{words.notes.none}</Nothing>
      )}
    </Card>
  );
}
