import {teamRows} from '../../../view/live/matrix.js';
import type {WorkshopView} from '../../../view/live/workshop.js';
import {Act} from '../../parts/act.js';
import {Jump} from '../../parts/jump.js';
import {useLive} from '../../parts/live.js';
import {Mark} from '../../parts/mark.js';
import {Briefing} from '../cards/briefing.js';
import {HotWash} from '../cards/hot-wash.js';
import {Sure} from '../facilitator/controls.js';
import {JoinLinks} from '../facilitator/join-links.js';
import {MessageCard} from '../facilitator/message.js';
import {Matrix} from './matrix.js';
import {TeamsCard} from './teams-card.js';

/** What the trainer sees: who needs somebody, how far everybody is, and what moves the workshop. */
export function Trainer() {
  const {view, words, t} = useLive();
  const {workshop} = view;
  if (!workshop) return null;
  const rows = teamRows(workshop, t);
  const told = words.workshop;
  const places = [
    {id: 'teams', title: told.teams.title, waiting: rows.filter(({needsHelp}) => needsHelp).length},
    {id: 'matrix', title: told.matrix.title},
  ];
  const teams = workshop.layout === 'labs' ? [] : rows.map(({team: {id, name}}) => ({id, text: name}));
  return (
    <>
      <Steering workshop={workshop} />
      {view.clock.state === 'ended' && <HotWash />}
      <Jump places={places} />
      <div className="column wide">
        <TeamsCard rows={rows} />
      </div>
      <div className="column">
        <JoinLinks intro={told.links} />
        <MessageCard to={[...teams, {id: 'board', text: 'board'}]} legend={told.to} />
        <Briefing isOpen={false} />
      </div>
      <Matrix workshop={workshop} rows={rows} />
    </>
  );
}

/** What moves all teams: the clock, the board, the end. */
function Steering({workshop}: {workshop: WorkshopView}) {
  const {view, words} = useLive();
  const told = words.workshop;
  const {state} = view.clock;
  const teams = Object.values(workshop.teams);
  const isFrozen = workshop.frozenT !== undefined;
  return (
    <section className="card whole steer" aria-label={words.steer.title} tabIndex={-1}>
      {state === 'waiting' && !view.isReady && (
        <p>
          <Mark tone="busy">{told.teams.ready(teams.filter(({isReady}) => isReady).length, teams.length)}</Mark>{' '}
          <span className="quiet">{told.steer.waiting}</span>
        </p>
      )}
      <p className="line">
        {state === 'waiting' && view.isReady && <Act command="start">{told.steer.start}</Act>}
        {state === 'running' && <Act command="pause">{words.steer.pause}</Act>}
        {state === 'paused' && <Act command="resume">{words.steer.resume}</Act>}
        {workshop.layout !== 'labs' && state !== 'ended' && (
          <Act command="prolong" input={{by: '10m'}} isQuiet>
            {told.steer.longer}
          </Act>
        )}
        <Act command="freeze" input={{frozen: !isFrozen}} isQuiet>
          {isFrozen ? told.steer.thaw : told.steer.freeze}
        </Act>
        {isFrozen && (
          <Mark tone="warn" mark="❄">
            {told.board.frozen}
          </Mark>
        )}
        {state === 'ended' ? (
          <Sure command="finish" word={told.steer.finish} hint={words.steer.finishHint} />
        ) : (
          <Sure command="end" word={told.steer.end} hint={told.steer.endHint} />
        )}
      </p>
    </section>
  );
}
