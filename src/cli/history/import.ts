import {importLogs} from '../../history/import/import.js';
import {logSources} from '../../history/import/logs.js';
import type {HistoryStore} from '../../history/store/store.js';
import {realClock} from '../../lib/clock.js';
import {EXIT, usageError} from '../../lib/errors.js';
import {type GlobalFlags, type Io, tellLines, tellText, writeJson, writeText} from '../io.js';
import {tellingWhile} from '../keep-telling.js';

/** Imports what paths lead to; what cannot be read is told, and stops nothing else. */
export async function importInto(
  store: HistoryStore,
  paths: readonly string[],
  flags: GlobalFlags,
  io: Io,
): Promise<number> {
  if (!paths.length)
    throw usageError('history import needs a path', ['name event logs, folders of runs, or s3://BUCKET/PREFIX']);
  const logs = await logSources(paths, io.env);
  let read = 0;
  const imported = await tellingWhile(
    {clock: realClock, say: text => tellText(io, `  ${text}\n`), quiet: flags.quiet},
    () => `${read} of ${logs.length} logs read`,
    () =>
      importLogs(store, logs, () => {
        read++;
      }),
  );
  const {added, replaced, refused} = imported;
  if (refused.length)
    tellLines(
      io,
      refused.map(why => `kubedrill: left out: ${why}`),
    );
  if (flags.json) writeJson(io, imported);
  else
    writeText(io, `${added} new of ${imported.logs}${replaced ? `, ${replaced} with a longer log than before` : ''}`);
  return refused.length ? EXIT.usage : EXIT.ok;
}
