import {realClock} from '../../lib/clock.js';
import {messageOf} from '../../lib/errors.js';
import {isLoopback} from '../../lib/net/loopback.js';
import type {Exercise} from '../../live/conductor/exercise.js';
import type {Address, Listening} from '../../live/server/listen.js';
import {fingerprintOf} from '../../live/server/tls.js';
import type {Interrupts} from '../interrupts.js';
import {type GlobalFlags, type Io, tellLines, tellText, wantsAscii} from '../io.js';
import {writeLines} from '../run/heartbeat.js';
import type {RunFlags} from '../run/options.js';
import {type Progress, wantsConsole} from '../run/progress.js';
import {joinLines, joinWay} from './room/join-lines.js';

interface Following {
  io: Io;
  flags: Pick<RunFlags, 'tui' | 'ascii'> & GlobalFlags;
  interrupts: Interrupts;
  /** What is said in lines, where that is not what every drill says. */
  plain?: {
    /** How people join. */
    joining: () => string[];
    /** Tells what happens; returns the way to stop. */
    follow: () => () => void;
  };
}

/**
 * Shows a drill with people while it goes on: the facilitator's screen on a terminal, plain lines elsewhere and once the
 * screen was left. The screen is a client of the drill's own server, as everybody's is.
 */
export async function followLive(
  exercise: Exercise,
  room: Listening,
  address: Address,
  {io, flags, interrupts, plain}: Following,
): Promise<Progress> {
  const ascii = wantsAscii(io, flags);
  const {log} = exercise.input;
  let silence = () => {};
  const lines = () => {
    if (flags.quiet) return;
    silence = plain?.follow() ?? writeLines(log, {write: text => tellText(io, text), clock: realClock, ascii});
  };
  const leader = exercise.input.roster.roles.find(({kind}) => kind === 'controls');
  if (!wantsConsole(io, flags) || !leader) {
    lines();
    return {finished: Promise.resolve(), close: async () => silence()};
  }
  const client = await leaderOf(exercise, leader.id, room, address, io.env.USER || leader.id).catch(messageOf);
  if (typeof client === 'string') {
    // The drill is more than its screen.
    tellLines(io, [`kubedrill: the ${leader.id}’s screen cannot be shown: ${client}`]);
    lines();
    return {finished: Promise.resolve(), close: async () => silence()};
  }
  const {startLive} = await import('../../tui/live/start-live.js');
  const listening = client.listen();
  const {stdin, stdout} = io;
  const screen = startLive({
    ...{client, stdin, stdout, ascii, language: exercise.input.language, onStop: () => interrupts.stop()},
    linkOf: code => joinWay(room.url, code),
    isInsecure: address.tls === undefined && !isLoopback(address.host),
  });
  interrupts.signal.addEventListener('abort', screen.close, {once: true});
  let isOver = false;
  const finished = screen.finished.finally(async () => {
    client.close();
    await listening;
    if (isOver) return;
    tellLines(io, plain?.joining() ?? joinLines(room.url, exercise, address));
    lines();
  });
  finished.catch(() => {});
  return {
    finished,
    close: async () => {
      isOver = true;
      screen.close();
      await finished;
      silence();
    },
  };
}

/** The part of the person who sits here: after a restart it is the one from before. */
async function leaderOf(exercise: Exercise, role: string, room: Listening, address: Address, name: string) {
  const {joinDrill, LiveClient, serverOf} = await import('../../live/client/client.js');
  const {roster} = exercise.input;
  const joining = {
    ...{origin: ownOrigin(room.url, address), code: roster.codeOf(role).reveal(), name, clock: realClock},
    ...(address.tls && {fingerprint: fingerprintOf(address.tls)}),
  };
  const before = roster.inRole(role).find(person => person.name === name && person.via === 'terminal');
  if (!before) return joinDrill(joining);
  return new LiveClient(
    {...serverOf(joining), token: roster.tokenFor(before)},
    {person: before.id, name, role},
    realClock,
  );
}

/** Where the server is reached from its own machine: that goes on when the network does not. */
function ownOrigin(url: string, {host}: Address): string {
  const own = new URL(url);
  if (host === '0.0.0.0') own.hostname = '127.0.0.1';
  if (host === '::') own.hostname = '[::1]';
  return own.origin;
}
