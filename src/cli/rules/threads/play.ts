import type {RuleMatch} from '../../../sigma/engine.js';
import type {LogInput} from '../../../sources/recorded/inputs.js';
import {type UnreadPart, unreadParts} from '../../../sources/recorded/recorded-log.js';
import type {Digest} from '../play/digest.js';
import type {Player} from '../play/player.js';
import type {DigestPool} from './pool.js';

/** Before this many parts, of an eighth of a MiB each, threads would take longer to start than they save. */
const WORTH_IT = 128;

/** A log of which a part could not be read alone is likely to go on like that: this many are then read in turn. */
const IN_TURN = 64;

/** How a log is parted; for tests. */
export interface Parting {
  /** Bytes of a part. */
  size?: number;
  /** Threads start with this part. */
  worthIt?: number;
}

/** A part that waits for its turn, with what it comes to where somebody digests it ahead. */
interface Waiting {
  part: UnreadPart;
  digest: Promise<Digest | undefined> | undefined;
  isDone: boolean;
}

/**
 * Plays recorded logs through rules as `playLogs` does, on several threads: parts are digested ahead, by the threads and
 * by this one, as if nothing went on from one to the next. In their turn those that this is true of are taken, and the
 * others are read again.
 */
export async function playOnThreads(
  logs: readonly LogInput[],
  player: Player,
  pool: DigestPool,
  onMatches: (matches: readonly RuleMatch[]) => Promise<void>,
  {size, worthIt = WORTH_IT}: Parting = {},
): Promise<void> {
  const mostWaiting = 8 * (pool.size + 1);
  const waiting: Waiting[] = [];
  let [begun, inTurn] = [0, 0];

  async function settle({part, digest: ahead}: Waiting): Promise<void> {
    const digest = await ahead;
    const isAlone = part.isReadableAlone();
    if (digest && isAlone) part.skip();
    else if (ahead) inTurn = IN_TURN;
    const matches =
      digest && isAlone ? player.take(part.log, digest) : player.play({log: part.log, records: part.read()});
    if (matches.length) await onMatches(matches);
  }

  /** A part is taken as soon as those before it are, so that no more is held than is being worked on. */
  async function settleThose(isDue: (first: Waiting) => boolean): Promise<void> {
    for (let first = waiting[0]; first && isDue(first); first = waiting[0]) {
      waiting.shift();
      await settle(first);
    }
  }

  function digestAhead({chunk, log}: UnreadPart): Waiting['digest'] {
    if (!chunk?.isWhole || chunk.line === 0 || begun < worthIt) return undefined;
    if (inTurn > 0) {
      inTurn--;
      return undefined;
    }
    const lines = {log, bytes: chunk.bytes, line: chunk.line};
    return pool.offer(lines) ?? (waiting.length ? Promise.resolve(player.digest(lines)) : undefined);
  }

  for await (const part of unreadParts(logs, size === undefined ? {} : {size})) {
    if (++begun === worthIt) void pool.start();
    const digest = digestAhead(part);
    const one: Waiting = {part, digest, isDone: digest === undefined};
    void digest?.then(() => {
      one.isDone = true;
    });
    waiting.push(one);
    await settleThose(({isDone}) => isDone || waiting.length > mostWaiting);
  }
  await settleThose(() => true);
  player.end();
}
