import {appendFileSync, chmodSync, existsSync, readFileSync, writeFileSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {onTestFinished} from 'vitest';
import type {AuditLogFeed} from '../../src/cluster/cluster.js';
import {nodeFeed} from '../../src/cluster/kind/audit-log/feed.js';
import type {SilenceBounds} from '../../src/cluster/kind/audit-log/silence.js';
import {KindTool} from '../../src/cluster/kind/tool.js';
import {realClock} from '../../src/lib/clock.js';
import {tempDir} from './temp.js';

/** Runs what is to be run in the node as a process here, and leaves its id. */
const engine = (pids: string) => `#!/bin/sh\necho $$ >>'${pids}'\nshift 3\nexec "$@"\n`;

/** The feed of a node whose engine runs the real follower here, where a test can freeze it as `docker pause` does. */
export function frozenEngine(bounds?: SilenceBounds) {
  const dir = tempDir();
  const log = join(dir, 'audit.log');
  const pids = join(dir, 'pids');
  writeFileSync(log, '');
  writeFileSync(join(dir, 'docker'), engine(pids));
  chmodSync(join(dir, 'docker'), 0o755);
  const env = {...process.env, PATH: `${dir}${delimiter}${process.env.PATH}`};
  const feed = nodeFeed(new KindTool(env, {provider: 'docker', version: '1'}), 'node-1', log, realClock, bounds);
  const newest = () =>
    existsSync(pids) ? readFileSync(pids, 'utf8').trim().split('\n').map(Number).at(-1) : undefined;
  const send = (signal: NodeJS.Signals) => {
    const pid = newest();
    if (pid) process.kill(pid, signal);
  };
  return {
    log,
    feed,
    freeze: () => send('SIGSTOP'),
    thaw: () => send('SIGCONT'),
    /** What `original` tells, written into a log in the node and followed there. */
    inNode: (original: AuditLogFeed | undefined): AuditLogFeed => ({
      ...feed,
      async follow(onLines, onState, signal) {
        await original?.follow(
          lines => appendFileSync(log, `${lines.join('\n')}\n`),
          () => {},
          signal,
        );
        await feed.follow(onLines, onState, signal);
        // A follower that is frozen does not notice that it is to end.
        onTestFinished(() => send('SIGKILL'));
      },
    }),
  };
}
