import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {type LogSource, logSources} from '../history/import/logs.js';
import {type RunRecord, recordOf} from '../history/store/record.js';
import {DrillError, EXIT, messageOf, usageError} from '../lib/errors.js';
import {isS3, s3Place} from '../lib/s3/address.js';
import {S3} from '../lib/s3/s3.js';
import {OUTCOME_FILE, type Outcome, readOutcome} from './outcome.js';

/** What results of a fleet hold. */
export interface FoundResults {
  records: RunRecord[];
  outcomes: Outcome[];
  /** Why some files could not be read. */
  refused: string[];
}

/**
 * Reads every run and every outcome below a folder or a place in S3.
 *
 * @throws DrillError (exit code 2) for a folder that is not there, (3) for a server that does not answer
 */
export async function resultsIn(where: string, env: NodeJS.ProcessEnv): Promise<FoundResults> {
  if (!isS3(where) && !existsSync(where)) {
    throw usageError(`${where} does not exist`, ['name a folder with results of `kubedrill fleet run`']);
  }
  const found: FoundResults = {records: [], outcomes: [], refused: []};
  // One log after the other: none is kept but as its record.
  for (const source of await logSources([where], env)) {
    const read = await recordIn(source);
    if (typeof read === 'string') found.refused.push(read);
    else found.records.push(read);
  }
  for (const {name, text} of await outcomesIn(where, env)) {
    const outcome = readOutcome(text);
    if (outcome) found.outcomes.push(outcome);
    else found.refused.push(`${name} is not the outcome of a fleet's run`);
  }
  return found;
}

async function recordIn({name, read}: LogSource): Promise<RunRecord | string> {
  try {
    return recordOf(await read()) ?? `${name} is not the log of a run`;
  } catch (error) {
    if (!(error instanceof DrillError) || error.exitCode !== EXIT.usage) throw error;
    return messageOf(error);
  }
}

async function outcomesIn(where: string, env: NodeJS.ProcessEnv): Promise<{name: string; text: string}[]> {
  if (!isS3(where)) {
    return readdirSync(where, {recursive: true, encoding: 'utf8'})
      .filter(name => basename(name) === OUTCOME_FILE)
      .sort()
      .map(name => ({name: join(where, name), text: readFileSync(join(where, name), 'utf8')}));
  }
  const {bucket, prefix} = s3Place(where);
  const s3 = new S3(bucket, env);
  const texts = [];
  for (const key of (await s3.keys(prefix)).filter(name => basename(name) === OUTCOME_FILE)) {
    texts.push({name: `s3://${bucket}/${key}`, text: (await s3.get(key)).toString('utf8')});
  }
  return texts;
}
