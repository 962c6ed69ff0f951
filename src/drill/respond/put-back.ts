import {randomUUID} from 'node:crypto';
import type {ApiClient} from '../../cluster/api/client.js';
import {RUN_LABEL} from '../../run/labels.js';
import type {Requester} from '../act/requester.js';

interface Meta {
  uid?: string;
  labels?: Record<string, string>;
}

/**
 * What the scenario had made, the attack destroyed and people put back, from a manifest or a backup, is the scenario's
 * own again: it goes with the rest at the end. Known by a path with the execution's token in it, which nobody else uses.
 */
export async function ownWhatCameBack(requester: Requester, client: ApiClient): Promise<void> {
  const {execution, createdPaths, made, journal} = requester;
  const {token, namespace, run} = execution;
  const goesWithNamespace = (path: string) => path.includes(`/namespaces/${namespace}/`);
  for (const path of createdPaths.filter(p => p.includes(token) && !goesWithNamespace(p))) {
    const answer = await client
      .send({method: 'GET', path}, {auditId: randomUUID(), timeoutMs: requester.reach.timeoutMs})
      // Clean-up asks again, and says what it could not find out.
      .catch(() => undefined);
    if (answer?.code !== 200) continue;
    const {uid, labels} = (answer.body as {metadata?: Meta} | null)?.metadata ?? {};
    if (uid === undefined || labels?.[RUN_LABEL] === run || made.get(path) === uid) continue;
    made.set(path, uid);
    journal.write({type: 'made', path, uid});
  }
}
