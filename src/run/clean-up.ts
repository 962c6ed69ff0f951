import {randomUUID} from 'node:crypto';
import type {ApiAnswer} from '../cluster/api/answer.js';
import {type ApiClient, NoAnswer} from '../cluster/api/client.js';
import {isObjectPath} from '../cluster/object-path.js';
import type {Clock} from '../lib/clock.js';
import {messageOf} from '../lib/errors.js';
import {growing, until} from '../lib/until.js';
import type {Journal} from './journal/journal.js';
import {RUN_LABEL} from './labels.js';
import {isKnown, type Reach} from './reach.js';
import {allRemains, type Remains} from './remains.js';

/**
 * A namespace takes at least five seconds to go, and a pod that ignores TERM its grace period. On a machine that is
 * busy with other things it took more than 90 s, which does not make it left behind.
 */
const GONE_WITHIN_MS = 180_000;
/** Asked ever more seldom: each question is a line of the audit log that is being read, and dozens go side by side. */
const POLL_MS = {first: 250, factor: 1.5, most: 2000};

/** Who deletes, and what is theirs to delete. */
export interface Deleting {
  client: ApiClient;
  clock: Clock;
  journal: Pick<Journal, 'write'>;
  /** Whether the server answers, and for how long it is worth asking again. */
  reach: Reach;
  /** The run whose label an object must carry. */
  run: string;
  /** UIDs of objects that the run has made without its label, by path. */
  made?: ReadonlyMap<string, string>;
  /** Hears of objects that stand at such a path and are somebody else's: they are left alone. */
  onForeign?: (path: string) => void;
}

/**
 * Deletes objects by their API paths and waits until each is gone. What has a namespace that goes too is left to it.
 * Webhook configurations go first: one that fails closed would refuse every other deletion.
 *
 * Only what the run has made is deleted: what carries its label, or the UID that the server gave to it. A path alone
 * says nothing: the object was there before where a request to create it was refused for that.
 *
 * @returns the paths that are still there, with the reason.
 */
export async function deletePaths(paths: readonly string[], deleting: Deleting): Promise<Remains> {
  const namespaces = paths.filter(isNamespace);
  const goesWithNamespace = (path: string) =>
    namespaces.some(n => path !== n && `${path}/`.includes(`${namespacePart(n)}/`));
  const rest = paths.filter(p => !isNamespace(p) && !goesWithNamespace(p));
  const ordered = [...rest].sort((a, b) => rank(a) - rank(b));
  const results: Remains[] = [];
  for (const path of ordered) results.push(await deleteOne(path, deleting));
  results.push(...(await Promise.all(namespaces.map(path => deleteOne(path, deleting)))));
  const remains = allRemains(...results);
  const isLeft = (path: string) => remains.left.some(text => text.startsWith(`${path} `));
  const stays = (path: string) => isLeft(path) || namespaces.some(n => path.startsWith(`${n}/`) && isLeft(n));
  for (const path of paths) if (!stays(path)) deleting.journal.write({type: 'gone', path});
  return remains;
}

const NOTHING: Remains = {left: [], unsure: []};

const isNamespace = (path: string): boolean => /^\/api\/v1\/namespaces\/[^/]+$/.test(path);
const namespacePart = (path: string): string => path.replace('/api/v1', '');
const rank = (path: string): number => (path.includes('webhookconfigurations') ? 0 : 1);

async function deleteOne(path: string, deleting: Deleting): Promise<Remains> {
  const {clock, onForeign} = deleting;
  if (!isObjectPath(path)) {
    onForeign?.(path);
    return NOTHING;
  }
  const deletion = new Deletion(path, deleting);
  try {
    const state = await until(() => deletion.look(), {
      ...{clock, within: GONE_WITHIN_MS, pauses: growing(POLL_MS)},
      enough: look => look !== 'there',
    });
    if (state === 'foreign') onForeign?.(path);
    return state === 'there' ? {left: [`${path} (still there: ${deletion.lastAnswer})`], unsure: []} : NOTHING;
  } catch (error) {
    const left = [`${path} (${messageOf(error)})`];
    return {left, unsure: error instanceof NoAnswer ? left : []};
  }
}

/** One object that is to go. */
class Deletion {
  /** Whether the server has taken the request to delete it. */
  #asked = false;
  #last: ApiAnswer | undefined;

  constructor(
    readonly path: string,
    readonly deleting: Deleting,
  ) {}

  get lastAnswer(): string {
    const {code, message} = this.#last ?? {code: 0};
    return `HTTP ${code}${message ? `, ${message}` : ''}`;
  }

  /** Looks at it, and asks the server to delete it where that is to be done and was not yet. */
  async look(): Promise<'gone' | 'foreign' | 'there'> {
    const found = await this.#send('GET');
    if (found.code === 404) return 'gone';
    if (found.code !== 200) return 'there';
    // Once it was asked to go, another of its name may have come.
    if (!isOurs(this.path, found, this.deleting)) return this.#asked ? 'gone' : 'foreign';
    if (this.#asked) return 'there';
    const {code} = await this.#send('DELETE', exactly(found));
    this.#asked = code >= 200 && code < 300;
    return code === 404 ? 'gone' : 'there';
  }

  async #send(method: 'GET' | 'DELETE', body?: object): Promise<ApiAnswer> {
    const request = {method, path: this.path, ...(body && {body})};
    const {client, reach} = this.deleting;
    const send = () => client.send(request, {auditId: randomUUID(), timeoutMs: reach.timeoutMs});
    this.#last = await reach.insist(send, ({code}) => isKnown(code));
    return this.#last;
  }
}

interface Meta {
  uid?: string;
  labels?: Record<string, string>;
}

const metaOf = ({body}: ApiAnswer): Meta => (body as {metadata?: Meta} | null)?.metadata ?? {};

function isOurs(path: string, answer: ApiAnswer, {run, made}: Deleting): boolean {
  const {uid, labels} = metaOf(answer);
  return labels?.[RUN_LABEL] === run || (uid !== undefined && made?.get(path) === uid);
}

/** The very object that was looked at, and none that has taken its name since. */
function exactly(answer: ApiAnswer): object {
  const {uid} = metaOf(answer);
  return {kind: 'DeleteOptions', apiVersion: 'v1', ...(uid !== undefined && {preconditions: {uid}})};
}
