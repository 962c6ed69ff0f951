import {execa} from 'execa';
import type {Clock} from '../../../lib/clock.js';
import {environmentError} from '../../../lib/errors.js';
import type {AuditLogFeed} from '../../cluster.js';
import type {KindTool} from '../tool.js';
import {FOLLOW_SCRIPT} from './follow-script.js';
import {FrameReader, type Notice} from './frames.js';
import {NextWord} from './next-word.js';
import {Silence, type SilenceBounds} from './silence.js';

/** Seconds between looks at the log, in the node: the resolution of every latency measured through this feed. */
const PAUSE_SECONDS = '0.1';
/**
 * The follower says twice a second that it is there. A busy node may take longer, but a follower silent for this long
 * is not known to see; a verdict waits for its next word, or this long. It is opened again when the silence goes on,
 * because the way to the node may hang, and not the node.
 */
const BOUNDS: SilenceBounds = {silentMs: 3000, hangingMs: 30_000};
const RETRY_MS = [100, 500, 1000, 2000, 5000] as const;

type Follow = Parameters<AuditLogFeed['follow']>;

/** The audit log of a node, read through the engine's exec: works with an engine on another machine, too. */
export function nodeFeed(tool: KindTool, node: string, file: string, clock: Clock, bounds = BOUNDS): AuditLogFeed {
  const word = new NextWord();
  return {
    follow: (onLines, tellState, signal) =>
      new Promise((resolve, reject) => {
        const onState: Follow[1] = (state, reason, since) => {
          tellState(state, reason, since);
          word.state(state);
        };
        signal.addEventListener('abort', () => reject(signal.reason), {once: true});
        const following = {tool, node, file, clock, bounds, onLines, onState, signal, word};
        void keepFollowing({...following, onBegun: resolve}).catch(reject);
      }),
    caughtUp: word.come,
  };
}

interface Following {
  tool: KindTool;
  node: string;
  file: string;
  clock: Clock;
  bounds: SilenceBounds;
  onLines: Follow[0];
  onState: Follow[1];
  signal: AbortSignal;
  word: NextWord;
  onBegun: () => void;
}

/** Opens the stream again whenever it ends, at the byte where the last one stopped. */
async function keepFollowing(following: Following): Promise<void> {
  const {clock, onState, signal} = following;
  const reader = new FrameReader();
  let failures = 0;
  while (!signal.aborted) {
    const hadBegun = await stream(following, reader, () => {
      failures = 0;
    });
    if (signal.aborted) return;
    onState('down', `the stream from ${following.node} ended${hadBegun ? '' : ' before it began'}`);
    if (!reader.position && failures >= RETRY_MS.length) {
      throw environmentError(`the audit log of ${following.node} cannot be followed`, ['is the node still running?']);
    }
    await clock.sleep(RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)] ?? 0, signal).catch(() => {});
  }
}

/** One stream from its start to its end; says whether it ever began. */
async function stream(following: Following, reader: FrameReader, onBegun: () => void): Promise<boolean> {
  const {tool, node, file, clock, bounds, signal, word, onLines, onState} = following;
  const ended = new AbortController();
  const until = AbortSignal.any([ended.signal, signal]);
  const {inode = '', offset = 0} = reader.position ?? {};
  reader.restart();
  const script = ['sh', '-c', FOLLOW_SCRIPT, 'follow', file, inode, String(offset), PAUSE_SECONDS];
  const child = execa(tool.engine.provider, ['exec', '-i', node, ...script], {
    env: tool.environment,
    extendEnv: false,
    reject: false,
    stdin: 'pipe', // stays open: its end is what stops the script in the node
    buffer: false,
    encoding: 'buffer',
    cancelSignal: until,
    forceKillAfterDelay: 1000,
  });
  const silence = new Silence(clock, bounds, {
    onSilent: since =>
      onState('down', `no data from ${node} for ${bounds.silentMs / 1000} seconds: it hangs or is overloaded`, since),
    onHanging: () => ended.abort(),
  });
  void silence.watch(until);
  let begun = false;
  child.stdout.on('data', (chunk: Buffer) => {
    const {lines, notices} = reader.push(chunk);
    if (silence.heard()) onState('up');
    tell(notices, following);
    if (!begun) {
      begun = true;
      onBegun();
      following.onBegun();
    }
    if (lines.length) {
      if (notices.length === 0) onState('up');
      onLines(lines);
    }
    if (reader.isWhole) word.heard();
  });
  await child;
  ended.abort();
  return begun;
}

/** What the follower has said of the log, as a state of the feed. */
function tell(notices: readonly Notice[], {file, node, onState}: Following): void {
  for (const {type} of notices) {
    if (type === 'missing') onState('down', `there is no ${file} in ${node}`);
    if (type === 'lost') onState('down', `a rotated log in ${node} was removed before it was read`);
    if (type === 'begun' || type === 'alive') onState('up');
  }
}
