import type {ReactNode} from 'react';
import {useLive} from '../parts/live.js';
import {alertCount} from '../rows/alerts.js';
import {headCount, nameOf} from '../rows/people.js';
import {clockText} from '../rows/times.js';
import {Course} from './cards/timeline.js';

/** For a projector: how far the team is, and nothing that helps it. */
export function Board() {
  const {view, words, t} = useLive();
  const {all, taken} = alertCount(view);
  const declared = view.declared.at(-1);
  const {state} = view.clock;
  const message = view.messages.at(-1);
  return (
    <>
      <p className="huge">
        <b>{clockText(t)}</b> <span>{words.clock[state]}</span>
      </p>
      <dl className="tiles">
        <Tile name={words.board.people}>{headCount(view)}</Tile>
        <Tile name={words.alerts.title}>{all}</Tile>
        <Tile name={words.board.acknowledged}>{taken}</Tile>
        <Tile name={words.board.incident}>
          {declared
            ? words.declare.declared(declared.incident, words.levels[declared.severity] ?? declared.severity)
            : words.board.noIncident}
        </Tile>
      </dl>
      {all > 0 && (
        <div className="board-course">
          <Course due={{}} />
        </div>
      )}
      {message && (
        <p className="announcement" aria-live="polite">
          {nameOf(view, message.by)}: {message.text}
        </p>
      )}
      {view.opened && <p className="stop-word">{words.briefing.stop(view.opened.briefing.stopWord)}</p>}
    </>
  );
}

const Tile = ({name, children}: {name: string; children: ReactNode}) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
