import {randomUUID} from 'node:crypto';
import type {ApiClient} from '../cluster/client.js';
import type {Clock} from '../lib/clock.js';
import {messageOf} from '../lib/errors.js';
import type {Journal} from './journal.js';

/**
 * A namespace takes at least five seconds to go, and a pod that ignores TERM its grace period. On a machine that is
 * busy with other things it took more than 90 s, which is no reason to call it left behind.
 */
const GONE_WITHIN_MS = 180_000;
/** Asked ever more seldom: each question is a line of the audit log that is being read, and dozens go side by side. */
const POLL_MS = {first: 250, factor: 1.5, most: 2000};

/**
 * Deletes objects by their API paths and waits until each is gone. What has a namespace that goes too is left to it.
 * Webhook configurations go first: one that fails closed would refuse every other deletion.
 *
 * @returns the paths that are still there, with the reason.
 */
export async function deletePaths(
  client: ApiClient,
  clock: Clock,
  journal: Journal,
  paths: readonly string[],
): Promise<string[]> {
  const namespaces = paths.filter(isNamespace);
  const goesWithNamespace = (path: string) =>
    namespaces.some(n => path !== n && `${path}/`.includes(`${namespacePart(n)}/`));
  const rest = paths.filter(p => !isNamespace(p) && !goesWithNamespace(p));
  const ordered = [...rest].sort((a, b) => rank(a) - rank(b));
  const left: string[] = [];
  for (const path of ordered) left.push(...(await deleteOne(client, clock, path)));
  const results = await Promise.all(namespaces.map(path => deleteOne(client, clock, path)));
  left.push(...results.flat());
  for (const path of paths) if (!left.some(l => l.startsWith(path))) journal.write({type: 'gone', path});
  return left;
}

const isNamespace = (path: string): boolean => /^\/api\/v1\/namespaces\/[^/]+$/.test(path);
const namespacePart = (path: string): string => path.replace('/api/v1', '');
const rank = (path: string): number => (path.includes('webhookconfigurations') ? 0 : 1);

async function deleteOne(client: ApiClient, clock: Clock, path: string): Promise<string[]> {
  const ask = (method: 'DELETE' | 'GET') => client.send({method, path}, {auditId: randomUUID()});
  const deadline = clock.now() + GONE_WITHIN_MS;
  try {
    let answer = await ask('DELETE');
    for (let pauseMs = POLL_MS.first; answer.code !== 404 && clock.now() < deadline; pauseMs *= POLL_MS.factor) {
      await clock.sleep(Math.min(pauseMs, POLL_MS.most));
      answer = await ask('GET');
    }
    return answer.code === 404 ? [] : [`${path} (still there: HTTP ${answer.code}${reason(answer.message)})`];
  } catch (error) {
    return [`${path} (${messageOf(error)})`];
  }
}

const reason = (message: string | undefined): string => (message ? `, ${message}` : '');
