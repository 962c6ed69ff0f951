import {createHash} from 'node:crypto';
import {join} from 'node:path';
import type {Asking} from '../../events/events.js';
import {makeDir, writeAtomic} from '../../lib/files/files.js';
import type {Exercise} from '../conductor/exercise.js';
import {line} from '../conductor/people-text.js';
import {refuse} from '../conductor/refused.js';
import type {Participant} from '../conductor/roster.js';

export const MOST_EVIDENCE_BYTES = 1024 * 1024;
/** What one drill keeps in all. */
const MOST_FILES = 500;

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** What evidence is by its own bytes, whatever its sender says; undefined: neither text nor a picture that is taken. */
export function kindOf(bytes: Buffer): 'png' | 'txt' | undefined {
  if (bytes.subarray(0, PNG.length).equals(PNG)) return 'png';
  try {
    new TextDecoder('utf-8', {fatal: true}).decode(bytes);
    return bytes.includes(0) ? undefined : 'txt';
  } catch {
    return undefined;
  }
}

/** The uids of objects to be saved that a text names. Of nothing else in it: what looks like a uid may be a credential. */
function uidsIn(bytes: Buffer, {input: {log}}: Exercise): string[] {
  const wanted = log.events.flatMap(event => (event.type === 'response.asked' ? event.preserve : []));
  const said = bytes.toString('utf8').toLowerCase();
  return [...new Set(wanted.flatMap(({uid}) => (uid !== undefined && said.includes(uid.toLowerCase()) ? [uid] : [])))];
}

/**
 * Keeps what somebody hands in, in a file of the run's folder that only its user can read: it may hold secrets, and is
 * in no event and no report but by its hash.
 *
 * @returns its id
 * @throws Refused when the drill is over, it is neither text nor a PNG picture, or there is too much
 */
export function handIn(
  exercise: Exercise,
  person: Participant,
  dir: string,
  given: {bytes: Buffer; title: string; alert?: string | undefined; asking: Asking},
): string {
  const {bytes, alert, asking} = given;
  if (exercise.time.state === 'ended') throw refuse(409, 'over');
  const title = line(200).safeParse(given.title);
  if (!title.success) throw refuse(422, 'no title');
  if (alert !== undefined && !exercise.view.alerts[alert]) throw refuse(422, 'unknown', {what: 'alert', id: alert});
  const kind = bytes.length ? kindOf(bytes) : undefined;
  if (!kind) throw refuse(422, 'no text');
  if (exercise.view.evidence.length >= MOST_FILES) throw refuse(409, 'too much evidence', {most: MOST_FILES});
  const id = exercise.nextId('evidence.handed-in', 'E');
  const folder = join(dir, 'evidence');
  makeDir(folder);
  writeAtomic(join(folder, `${id}.${kind}`), bytes, 0o600);
  const uids = kind === 'txt' ? uidsIn(bytes, exercise) : [];
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  exercise.input.log.during(asking, () =>
    exercise.append({
      type: 'evidence.handed-in',
      ...{id, t: exercise.t, person: person.id, title: title.data, sha256, bytes: bytes.length},
      ...(alert !== undefined && {alert}),
      ...(uids.length > 0 && {uids}),
    }),
  );
  return id;
}

/** The id of what a command has handed in already, also before a restart. */
export function handedIn({input: {log}}: Exercise, command: string): string | undefined {
  const before = log.events.find(event => event.command === command);
  return before?.type === 'evidence.handed-in' ? before.id : undefined;
}
