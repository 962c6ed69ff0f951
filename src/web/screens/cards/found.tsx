import {term} from '../../../view/live/told/telling.js';
import {tellingIn} from '../../../view/live/words.js';
import {Card, Nothing} from '../../parts/card.js';
import {useLive} from '../../parts/live.js';
import {Mark} from '../../parts/mark.js';
import {nameOf} from '../../rows/people.js';
import {clockText} from '../../rows/times.js';

/** Around a table: evidence that somebody has found, the newest open. Nothing where there is no table. */
export function FoundCard() {
  const {view, hello, words} = useLive();
  if (view.opened?.kind !== 'tabletop') return null;
  const telling = tellingIn(hello.language);
  const inVain = view.looks.filter(({card}) => card === undefined).length;
  return (
    <Card place="found" title={words.table.found} aside={inVain ? words.table.inVain(inVain) : undefined}>
      {view.cards.toReversed().map(({card, title, text, place, person, t, recorded}, index) => (
        <details key={card} className="evidence" open={index === 0}>
          <summary>
            <span className="id">{card}</span> {title}
          </summary>
          <p className="quiet">{[term(telling, place), nameOf(view, person), clockText(t)].join(' · ')}</p>
          <pre>{text}</pre>
          <p className="quiet">{telling.recorded(recorded)}</p>
        </details>
      ))}
      {!view.cards.length && <Nothing>{words.table.none}</Nothing>}
    </Card>
  );
}

/** What the team did about attacks, and what came of it. */
export function TakenList() {
  const {view, hello, words} = useLive();
  const telling = tellingIn(hello.language);
  return (
    <ul className="rows">
      {view.actions.toReversed().map(({id, about, what, on, said, held, open, harmed, person, t}) => (
        <li key={id}>
          <p>
            <span className="id">{about}</span> {[term(telling, what), on].filter(Boolean).join(' ')}
          </p>
          <p className="quiet">
            {nameOf(view, person)} · {clockText(t)}
          </p>
          {said !== undefined && <p className="said">{said}</p>}
          {held.map(check => (
            <p key={check}>
              <Mark tone="good">{words.table.holds(check)}</Mark>
            </p>
          ))}
          {!held.length && <p className="quiet">{words.table.noEffect}</p>}
          {open.map(check => (
            <p key={check}>
              <Mark tone="busy">{words.table.open(check)}</Mark>
            </p>
          ))}
          {harmed.map(name => (
            <p key={name}>
              <Mark tone="bad">{words.table.harmed(name)}</Mark>
            </p>
          ))}
        </li>
      ))}
    </ul>
  );
}
