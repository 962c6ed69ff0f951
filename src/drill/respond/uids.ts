import type {EventOf} from '../../events/events.js';
import {resourceNamed} from '../../kube/resources.js';
import {pathOf} from '../../kubectl/resources.js';
import type {Looker} from './looker.js';

type Asked = Pick<EventOf<'response.asked'>, 'preserve'>;

/**
 * Looks up the uids of what is evidence, so that a text that is handed in is known to be about it. One that cannot be
 * looked up has none: then only who reads it is known to have saved it.
 */
export async function withUids<A extends Asked>(asked: A, looker: Looker, signal: AbortSignal): Promise<A> {
  const preserve = await Promise.all(
    asked.preserve.map(async wanted => {
      const uid = await uidOf(wanted, looker, signal);
      return uid === undefined ? wanted : {...wanted, uid};
    }),
  );
  return {...asked, preserve};
}

async function uidOf(
  {resource, name, namespace = ''}: Asked['preserve'][number],
  looker: Looker,
  signal: AbortSignal,
): Promise<string | undefined> {
  const known = resourceNamed(resource);
  if (!known) return undefined;
  const answer = await looker.ask({method: 'GET', path: pathOf(known, namespace, name)}, signal);
  if ('state' in answer || answer.code !== 200) return undefined;
  return (answer.body as {metadata?: {uid?: string}} | null)?.metadata?.uid;
}
