import {realClock} from '../../lib/clock.js';
import {EXIT, usageError} from '../../lib/errors.js';
import {printable, printableJson} from '../../lib/text/printable.js';
import {joinDrill, type LiveClient} from '../../live/client/client.js';
import {KeptPart} from '../../live/client/kept-part.js';
import {joinLink} from '../../live/client/link.js';
import {fingerprint} from '../../live/client/trust.js';
import {consoleSuits} from '../../tui/terminal.js';
import {languageOf, TELLINGS} from '../../view/live/words.js';
import {clockTime} from '../../view/stage-times.js';
import {ask} from '../ask.js';
import {type Interrupts, watchInterrupts} from '../interrupts.js';
import {type GlobalFlags, type Io, tellLines, wantsAscii, writeLines, writeText} from '../io.js';
import {joinWay} from './room/join-lines.js';
import {partsFolder} from './socket.js';

/** The flags of `join`. */
export interface JoinFlags {
  code?: string;
  name?: string;
  fingerprint?: string;
  asNew?: boolean;
  language?: string;
  tui?: boolean;
  ascii?: boolean;
}

/**
 * One person's part in a drill, from link to exit code.
 *
 * @throws DrillError: 2 for a link or a code that is refused, 3 where no drill is reached, or it is not trusted.
 */
export async function joinLive(url: string, flags: JoinFlags & GlobalFlags, io: Io): Promise<number> {
  const {origin, code: linked = flags.code} = joinLink(url);
  const name = flags.name ?? io.env.USER;
  if (!name) throw usageError('how are others to see you?', ['--name lea']);
  const pinned = flags.fingerprint === undefined ? undefined : fingerprint(flags.fingerprint);
  const language = screenLanguage(flags.language);
  const interrupts = watchInterrupts(io);
  try {
    const code = linked ?? (await askCode(io, interrupts));
    const kept = new KeptPart(partsFolder(io.env), {origin, code, name});
    if (flags.asNew) kept.forget();
    const client = await joinDrill({origin, code, name, fingerprint: pinned, clock: realClock, kept, language});
    const leave = () => client.close();
    interrupts.signal.addEventListener('abort', leave, {once: true});
    if (consoleSuits(io) && flags.tui !== false && !flags.json && !flags.quiet) await onScreen(client, io, flags);
    else await asLines(client, io, flags);
    return interrupts.signal.aborted ? EXIT.interrupted : EXIT.ok;
  } finally {
    interrupts.close();
  }
}

/** The language that somebody asks for; undefined: that of the drill. */
function screenLanguage(asked: string | undefined): string | undefined {
  const language = languageOf(asked);
  if (asked === undefined || language !== undefined) return language;
  throw usageError(`--language ${asked}: there are no screens in it`, [
    `one of ${Object.keys(TELLINGS).join(', ')}; without it, the screen is in the language of the drill`,
  ]);
}

/** The code of a role, from a person at a terminal. */
async function askCode(io: Io, interrupts: Interrupts): Promise<string> {
  const isThere = io.stdin.isTTY && io.stderr.isTTY;
  const typed = isThere ? await ask('Your code, such as K7QM-2XRD: ', io, interrupts) : '';
  if (typed.trim()) return typed.trim();
  throw usageError('the link has no code: it says which part you take', ['copy it whole, or add --code K7QM-2XRD']);
}

async function onScreen(client: LiveClient, io: Io, flags: JoinFlags): Promise<void> {
  const {startLive} = await import('../../tui/live/start-live.js');
  const {stdin, stdout} = io;
  const screen = startLive({
    client,
    stdin,
    stdout,
    ascii: wantsAscii(io, flags),
    language: client.own.language,
    linkOf: code => joinWay(client.server.origin, code),
  });
  const listening = client.listen();
  await screen.finished;
  client.close();
  await listening;
}

/** A line for each thing that happens, until the drill is over. */
async function asLines(client: LiveClient, io: Io, {json = false, quiet = false}: GlobalFlags): Promise<void> {
  if (!json && !quiet) tellLines(io, [`kubedrill: DRILL; you are ${client.me.name}, ${client.me.role}`]);
  client.onEvent((event, told) => {
    if (json) writeText(io, printableJson(event));
    else if (told) writeLines(io, [`${clockTime(told.t).padStart(7)}  ${printable(told.text)}`]);
  });
  let was = client.connection;
  client.subscribe(() => {
    const now = client.connection;
    if (now === was) return;
    if (!quiet && (was !== 'connecting' || now !== 'online')) tellLines(io, [`kubedrill: ${SAID[now]}`]);
    was = now;
  });
  await client.listen();
}

const SAID: Record<LiveClient['connection'], string> = {
  connecting: 'connecting',
  online: 'the drill is reached again',
  offline: 'the drill cannot be reached; trying again',
  over: 'the drill is over',
  removed: 'your part has ended',
};
