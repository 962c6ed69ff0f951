import {aboutDeed} from '../../parts/about.js';
import {Card, Nothing} from '../../parts/card.js';
import {useLive} from '../../parts/live.js';
import {deedsOf} from '../../rows/deeds.js';
import {nameOf} from '../../rows/people.js';
import {clockText} from '../../rows/times.js';

const SHOWN = 30;

/** What people did last, as it comes. */
export function DeedsCard() {
  const {view, words} = useLive();
  const deeds = deedsOf(view).slice(-SHOWN).toReversed();
  return (
    <Card place="deeds" title={words.people.deeds}>
      {!deeds.length && <Nothing>{words.people.noDeeds}</Nothing>}
      <ul className="rows short">
        {deeds.map(deed => (
          <li key={`${deed.n} ${deed.kind}`}>
            <span className="quiet">{clockText(deed.t)}</span>{' '}
            <b>{deed.person === undefined ? (deed.name ?? words.somebody) : nameOf(view, deed.person)}</b>{' '}
            {words.deeds[deed.kind]}: {aboutDeed(deed, words)}
            {deed.earlierMs !== undefined && (
              <span className="quiet"> ({words.people.earlier(clockText(deed.earlierMs))})</span>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
