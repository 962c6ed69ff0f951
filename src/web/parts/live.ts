import {createContext, useContext} from 'react';
import type {Outcome} from '../../live/part/outbox.js';
import type {Hello} from '../../view/live/facts.js';
import type {LiveView} from '../../view/live/view.js';
import type {RunView} from '../../view/view.js';
import type {Words} from '../words/en.js';

/** What every part of a screen is made from. */
export interface Live {
  hello: Hello;
  view: LiveView;
  run: RunView;
  words: Words;
  /** Drill time now, in milliseconds. */
  t: number;
  /** The server's wall clock, milliseconds since 1970. */
  now: number;
  /** The drill is over, and nobody listens any more: what is written now reaches nobody. */
  isShut: boolean;
  /** Does something; why it was refused is reported by the page. */
  send: (name: string, input?: Readonly<Record<string, unknown>>) => Promise<Outcome>;
  tell: (text: string) => void;
}

export const LiveContext = createContext<Live | undefined>(undefined);

/** What a part of a screen is made from. */
export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error('used outside of a drill');
  return live;
}

/** Whether this person may do something now that needs the drill to go on. */
export const may = ({hello, view}: Live, name: string): boolean =>
  hello.can.includes(name) && view.clock.state !== 'ended';
