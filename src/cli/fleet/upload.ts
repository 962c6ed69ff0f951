import {existsSync, readFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {OUTCOME_FILE} from '../../fleet/outcome.js';
import {s3Place} from '../../lib/s3/address.js';
import {S3} from '../../lib/s3/s3.js';

/**
 * Takes what came of an entry to S3: the run's event log, packed, and `result.json`; every other report can be rendered
 * again from the log. The outcome is last: where it is, the rest is, too.
 *
 * @param run the run's folder; absent: there was no run
 * @throws DrillError (exit code 3) where the server does not answer or refuses
 */
export async function upload(
  where: string,
  {folder, run}: {folder: string; run: string | undefined},
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const {bucket, prefix} = s3Place(where);
  const s3 = new S3(bucket, env);
  const key = (...names: string[]) => [prefix, ...names].filter(Boolean).join('/');
  if (run !== undefined) {
    const events = join(run, 'events.ndjson');
    const [name, result] = [basename(run), join(run, 'result.json')];
    if (existsSync(events))
      await s3.put(key(name, 'events.ndjson.gz'), gzipSync(readFileSync(events)), 'application/gzip');
    if (existsSync(result)) await s3.put(key(name, 'result.json'), readFileSync(result), 'application/json');
  }
  await s3.put(key(OUTCOME_FILE), readFileSync(join(folder, OUTCOME_FILE)), 'application/json');
}
