import {dirname, resolve} from 'node:path';
import {pinsOf} from '../../history/compare/pins.js';
import type {HistoryFile} from '../../history/config/schema.js';
import {type Changes, changesOf} from '../../history/notify/changes.js';
import type {Receiver} from '../../history/notify/config.js';
import {openHistory} from '../../history/store/open.js';
import type {Place} from '../../history/store/store.js';
import {type Clock, realClock} from '../../lib/clock.js';
import {messageOf} from '../../lib/errors.js';
import {readText} from '../../lib/files/read-text.js';
import {ownValue} from '../../lib/json/dictionary.js';
import {Secret} from '../../lib/secret.js';
import type {SecretRef} from '../../sources/kit/config.js';
import {type Io, tellLines} from '../io.js';
import {type Addressed, post} from './post.js';

/**
 * Tells the receivers of the history file what a run changed; of a run that changed nothing, nobody. It never throws and
 * decides nothing: a receiver that is dead is told of, and neither verdict nor exit code knows of it.
 *
 * @param file the history file, beside which its references to files are
 */
export async function notifyChanges(
  {url, config, file, run}: {url: string; config: HistoryFile; file: string | undefined; run: Place & {uid: string}},
  io: Io,
  clock: Clock = realClock,
): Promise<void> {
  if (!config.notify.length) return;
  try {
    const changes = await changesIn(url, config, run);
    if (!changes || changes.opened.length + changes.closed.length === 0) return;
    await Promise.all(config.notify.map(receiver => told(receiver, changes, {io, clock, file})));
  } catch (error) {
    tellLines(io, [`kubedrill: nobody was notified: the history cannot be asked: ${messageOf(error)}`]);
  }
}

async function changesIn(url: string, rules: HistoryFile, run: Place & {uid: string}): Promise<Changes | undefined> {
  const store = await openHistory(url);
  try {
    return changesOf(await store.records(run), run.uid, {rules, pins: pinsOf(await store.decisions(run))});
  } finally {
    await store.close();
  }
}

async function told(
  receiver: Receiver,
  changes: Changes,
  {io, clock, file}: {io: Io; clock: Clock; file: string | undefined},
): Promise<void> {
  const addressed = addressOf(receiver, io.env, file);
  const why = typeof addressed === 'string' ? addressed : await post(addressed, changes, {env: io.env, clock});
  if (why === undefined) return;
  const count = changes.opened.length + changes.closed.length;
  tellLines(io, [
    `kubedrill: ${receiver.name} could not be notified of ${count === 1 ? 'a change' : `${count} changes`}: ${why}`,
  ]);
}

/** A receiver with what its references lead to; or why they lead nowhere, without a word of what they hold. */
function addressOf(receiver: Receiver, env: NodeJS.ProcessEnv, file: string | undefined): Addressed | string {
  const base = dirname(resolve(file ?? '.', file === undefined ? 'x' : ''));
  const found = (ref: SecretRef): Secret | string => {
    if (typeof ref === 'string') {
      const name = ref.slice(2, -1);
      const value = ownValue(env, name)?.trim();
      return value ? new Secret(value) : `the environment variable ${name} is not set`;
    }
    try {
      return new Secret(readText(resolve(base, ref.file)).trim());
    } catch {
      return `${ref.file} cannot be read`;
    }
  };
  const address = found(receiver.url);
  if (typeof address === 'string') return address;
  const url = URL.parse(address.reveal());
  if (!url || !/^https?:$/.test(url.protocol)) return 'its address is not an http or https URL';
  if (receiver.template !== 'json') return {template: receiver.template, address};
  const secret = found(receiver.secret);
  return typeof secret === 'string' ? secret : {template: 'json', address, secret};
}
