import {statSync} from 'node:fs';
import {join} from 'node:path';
import {EventLog} from '../../events/log.js';
import {realClock} from '../../lib/clock.js';
import {makeDir} from '../../lib/files/files.js';

/** The log of a part of a workshop, begun or gone on with. */
export function logIn(dir: string, isResumed: boolean): EventLog {
  makeDir(dir);
  const path = join(dir, 'events.ndjson');
  return isResumed && (statSync(path, {throwIfNoEntry: false})?.size ?? 0) > 0
    ? EventLog.reopen(path, realClock)
    : new EventLog(realClock, path);
}
