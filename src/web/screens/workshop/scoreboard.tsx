import {places} from '../../../view/live/matrix.js';
import {useLive} from '../../parts/live.js';
import {Mark} from '../../parts/mark.js';
import {nameOf} from '../../rows/people.js';
import {clockText} from '../../rows/times.js';

/** For a projector: every team with its points. It stands still where the trainer says so. */
export function Scoreboard() {
  const {view, words, t} = useLive();
  const {workshop} = view;
  if (!workshop) return null;
  const told = words.workshop.board;
  const message = view.messages.at(-1);
  const rows = places(workshop);
  return (
    <>
      <p className="huge small">
        <b>{clockText(t)}</b> <span>{words.clock[view.clock.state]}</span>
      </p>
      {workshop.frozenT !== undefined && (
        <p className="announcement" role="status">
          <Mark tone="warn" mark="❄">
            {told.frozen}
          </Mark>{' '}
          {told.frozenMeaning}
        </p>
      )}
      <ol className={`places ${rows.length > 12 ? 'many' : ''}`} aria-label={told.title}>
        {rows.map(({place, team, level, share}) => (
          <li key={team.id}>
            <span className="place" aria-hidden="true">
              {place}
            </span>
            <b>{team.name}</b>
            <progress max={1} value={share} aria-hidden="true" />
            <span className="quiet">{level ?? ''}</span>
            <strong>{team.points}</strong>
          </li>
        ))}
      </ol>
      {message && (
        <p className="announcement" aria-live="polite">
          {nameOf(view, message.by)}: {message.text}
        </p>
      )}
    </>
  );
}
