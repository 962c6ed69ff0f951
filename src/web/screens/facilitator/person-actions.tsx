import {othersLike} from '../../../view/live/likely-same.js';
import {Act} from '../../parts/act.js';
import {Choice, CommandForm} from '../../parts/form.js';
import {useLive} from '../../parts/live.js';
import type {PersonRow} from '../../rows/people.js';

/** What a facilitator does about somebody: ends their part, or makes one of two who are the same person. */
export function PersonActions({row: {id, name, state}}: {row: PersonRow}) {
  const {view, words, hello} = useLive();
  if (state === 'removed') return null;
  const options = othersLike(view, id).map(other => ({id: other.id, text: other.name}));
  const isSelf = id === hello.person;
  if (isSelf && !options.length) return null;
  return (
    <details>
      <summary aria-label={words.people.moreOne(name)}>{words.people.more}</summary>
      {!isSelf && (
        <Act
          command="remove"
          input={{person: id, reason: words.people.removeReason}}
          label={words.people.removeOne(name)}
          isQuiet
        >
          {words.people.remove}
        </Act>
      )}
      {options.length > 0 && (
        <CommandForm
          command="merge"
          submit={words.people.merge}
          label={words.people.mergeOne(name)}
          read={of => ({person: id, into: of('into')})}
        >
          <Choice label={words.people.mergeInto(name)} name="into" options={options} />
          <p className="quiet">{words.people.mergeHint}</p>
        </CommandForm>
      )}
    </details>
  );
}
