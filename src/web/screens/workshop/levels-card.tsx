import type {TaskView} from '../../../view/live/lessons.js';
import {Act} from '../../parts/act.js';
import {Card, Nothing} from '../../parts/card.js';
import {may, useLive} from '../../parts/live.js';
import {Mark, type Tone} from '../../parts/mark.js';
import {type LevelRow, levelRows, teamPoints} from '../../rows/levels.js';
import {clockText} from '../../rows/times.js';

const TONES: Readonly<Record<LevelRow['state'], Tone>> = {open: 'busy', waits: 'calm', solved: 'good'};

/** What a team is to do, how far it is, and how to call somebody. */
export function LevelsCard() {
  const live = useLive();
  const {view, words} = live;
  const {lessons} = view;
  if (!lessons) return null;
  const rows = levelRows(lessons);
  const told = words.workshop.levels;
  const isDone = rows.every(({state}) => state === 'solved');
  return (
    <Card place="levels" title={told.title} aside={told.points(teamPoints(view))} className="levels">
      {view.clock.state === 'waiting' && <Nothing>{told.before}</Nothing>}
      {isDone && (
        <p>
          <Mark tone="good">{told.done}</Mark>
        </p>
      )}
      <ol className="rows">
        {rows.map(row => (
          <Level key={row.level.id} row={row} />
        ))}
      </ol>
      {lessons.awarded.map(({t, points, reason}) => (
        <p key={t} className="quiet">
          {told.awarded(points, reason)}
        </p>
      ))}
      {lessons.resets > 0 && (
        <p className="quiet">
          {told.reset(lessons.resets)} {words.workshop.anew}
        </p>
      )}
      {may(live, 'help') && view.clock.state !== 'waiting' && (
        <p className="line" tabIndex={-1}>
          {lessons.helpT === undefined ? (
            <Act command="help" isQuiet>
              {words.workshop.help.call}
            </Act>
          ) : (
            <Mark tone="busy">{words.workshop.help.called}</Mark>
          )}
        </p>
      )}
    </Card>
  );
}

function Level({row: {level, state, tasks}}: {row: LevelRow}) {
  const {words} = useLive();
  const told = words.workshop.levels;
  const word = {open: told.open, waits: told.waits, solved: told.solved}[state];
  return (
    <li className={state === 'open' ? 'open' : 'done'}>
      <div className="line">
        <h3>
          <span className="id">{level.id}</span> {level.title}
        </h3>
        <Mark tone={TONES[state]}>{word}</Mark>
      </div>
      {state === 'open' && level.text !== undefined && <p className="said">{level.text}</p>}
      {state !== 'waits' && (
        <ul className="tasks">
          {tasks.map(task => (
            <Task key={task.id} task={task} isOpen={state === 'open'} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Task({task, isOpen}: {task: TaskView; isOpen: boolean}) {
  const {words} = useLive();
  const told = words.workshop.levels;
  const {id, text, points, solvedT, holds, outOf} = task;
  return (
    <li>
      <p>
        <span className="id">{id}</span> {text} <span className="quiet">{told.points(points)}</span>
      </p>
      <p>
        {solvedT === undefined ? (
          <Mark tone="calm">{outOf ? told.holds(holds.length, outOf) : told.open}</Mark>
        ) : (
          <Mark tone="good">{told.solvedAt(clockText(solvedT))}</Mark>
        )}
      </p>
      {isOpen && solvedT === undefined && holds.length > 0 && (
        <ul className="holds">
          {holds.map(name => (
            <li key={name}>
              <Mark tone="good">{told.held}</Mark> {name}
            </li>
          ))}
        </ul>
      )}
      {isOpen && solvedT === undefined && outOf > 0 && holds.length < outOf && (
        <p className="quiet">{told.stillOpen(outOf - holds.length)}</p>
      )}
    </li>
  );
}
