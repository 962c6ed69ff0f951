import {type ReactNode, useEffect} from 'react';
import {shownTime} from '../../view/live/view.js';
import type {Session} from '../net/session.js';
import {useMonotonic, useSessionState, useShown} from '../parts/hooks.js';
import {type Live, LiveContext} from '../parts/live.js';
import {wordsIn} from '../words/words.js';
import {Board} from './board.js';
import {Facilitator} from './facilitator/facilitator.js';
import {Observer} from './observer/observer.js';
import {Responder} from './responder/responder.js';
import {Announcer} from './room/announcer.js';
import {Told} from './room/told.js';
import {Top} from './room/top.js';
import {Scoreboard} from './workshop/scoreboard.js';
import {Student} from './workshop/student.js';
import {Trainer} from './workshop/trainer.js';

type Kind = Live['hello']['kind'];

/** Those of a workshop; what it does not have is as in every drill. */
const IN_WORKSHOPS: Partial<Record<Kind, () => ReactNode>> = {controls: Trainer, responds: Student, board: Scoreboard};

const SCREENS: Readonly<Record<Kind, () => ReactNode>> = {
  controls: Facilitator,
  responds: Responder,
  observes: Observer,
  board: Board,
};

/** Where somebody is who has joined: what is on every screen, and around it the screen of their part. */
export function Room({session, language, onClosed}: {session: Session; language?: string; onClosed: () => void}) {
  const shown = useShown(session);
  const {waiting, told} = useSessionState(session);
  const monotonic = useMonotonic();
  useEffect(() => session.begin(), [session]);
  useEffect(() => {
    if (shown.connection === 'closed') onClosed();
  }, [shown.connection, onClosed]);

  const {hello, view, run, newest, connection, clockOffset} = shown;
  const words = wordsIn(language, hello?.language, navigator.language);
  useEffect(() => {
    document.documentElement.lang = words.language;
    document.title = `${words.drill} · ${view.opened?.title ?? ''}`;
  }, [words, view.opened?.title]);
  // A team has a screen as soon as its cluster is on its way.
  if (!hello || !view.opened) return <p className="drill alone">{words.drill}</p>;

  const now = monotonic + clockOffset;
  const live: Live = {
    ...{hello, view, run, words, now, t: shownTime(hello, view, now), send: session.send},
    isShut: view.clock.state === 'ended' && connection === 'offline',
    tell: text => session.tell(text),
  };
  const own = view.opened?.kind === 'workshop' ? IN_WORKSHOPS[hello.kind] : undefined;
  const Screen = own ?? SCREENS[hello.kind];
  return (
    <LiveContext value={live}>
      <Top connection={connection} waiting={waiting} />
      <main id="main" tabIndex={-1} className={hello.kind}>
        <Screen />
      </main>
      <Announcer newest={newest} />
      <Told told={told} onDismiss={id => session.dismiss(id)} />
    </LiveContext>
  );
}
