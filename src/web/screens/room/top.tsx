import {heldReason} from '../../../view/live/held.js';
import {standsStill} from '../../../view/live/view.js';
import {tellingIn} from '../../../view/live/words.js';
import type {Connection} from '../../net/live-store.js';
import {useLive} from '../../parts/live.js';
import {Mark, type Tone} from '../../parts/mark.js';
import {clockText, storyTime} from '../../rows/times.js';

const CONNECTIONS: Readonly<Record<Connection, Tone>> = {
  connecting: 'busy',
  online: 'good',
  offline: 'bad',
  closed: 'bad',
};

/** What is on every screen: that it is a drill, whose screen it is, the time, and whether the server is there. */
export function Top({connection, waiting}: {connection: Connection; waiting: number}) {
  const {hello, view, words, isShut: isOver} = useLive();
  const held = heldReason(view, tellingIn(hello.language));
  // What a board that stands still shows does not hang on its connection either.
  const isStill = standsStill(hello, view);
  const state = [words.connection[connection], ...(waiting ? [words.connection.waiting(waiting)] : [])].join(', ');
  return (
    <>
      <a className="skip" href="#main">
        {words.skip}
      </a>
      <header className="top">
        <p className="drill" title={words.drillMeaning}>
          {words.drill}
        </p>
        {view.opened?.evidence !== undefined && <p className="drill">{words.evidenceMark[view.opened.evidence]}</p>}
        <h1>{view.opened?.title}</h1>
        <p className="quiet">{words.you(hello.name, hello.role)}</p>
        <Clock />
        {!isStill && (
          <p className="connection" role="status">
            <Mark tone={isOver ? 'calm' : CONNECTIONS[connection]}>{isOver ? words.connection.roomClosed : state}</Mark>
          </p>
        )}
      </header>
      {connection === 'offline' && !isOver && !isStill && <p className="strip">{words.connection.kept}</p>}
      {view.endsSoon && view.clock.state !== 'ended' && (
        <p className="strip" role="status">
          {words.clock.endsSoon(clockText(view.opened?.lengthMs ?? 0))}
        </p>
      )}
      {held && (
        <p className="strip" role="status">
          {held.isPaused ? `${words.clock.paused}: ${held.why}` : held.why}
        </p>
      )}
    </>
  );
}

const CLOCKS: Readonly<Record<string, string>> = {waiting: '○', running: '▶', paused: '❚❚', ended: '■'};

/** Drill time, whether it runs, and the time in the story. */
function Clock() {
  const {view, words, t} = useLive();
  const {state} = view.clock;
  const {lengthMs, story} = view.opened ?? {};
  const told = state === 'waiting' ? undefined : storyTime(story, t);
  return (
    <p className="clock" role="timer" aria-label={words.clock.label}>
      <span aria-hidden="true">{CLOCKS[state]}</span> <b>{clockText(t)}</b>{' '}
      {lengthMs !== undefined && <span>{words.clock.of(clockText(lengthMs))} </span>}
      <span>{words.clock[state]}</span>
      {told !== undefined && <span className="quiet story"> · {words.clock.story(told)}</span>}
    </p>
  );
}
