import {Card, Nothing} from '../../parts/card.js';
import {useLive} from '../../parts/live.js';
import {deedsOf} from '../../rows/deeds.js';
import {nameOf} from '../../rows/people.js';

const SHOWN = 30;

/** What people did last, as it comes. */
export function DeedsCard() {
  const {view, words} = useLive();
  const deeds = deedsOf(view).slice(-SHOWN).toReversed();
  return (
    <Card title={words.people.deeds}>
      {!deeds.length && <Nothing>{words.people.noDeeds}</Nothing>}
      <ul className="rows short">
        {deeds.map(({kind, n, at, person, name, about}) => (
          <li key={`${n} ${kind}`}>
            <span className="quiet">{at.slice(11, 19)}</span>{' '}
            <b>{person === undefined ? (name ?? words.somebody) : nameOf(view, person)}</b> {words.deeds[kind]}: {about}
          </li>
        ))}
      </ul>
    </Card>
  );
}
