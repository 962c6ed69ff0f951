import {randomUUID} from 'node:crypto';
import {type Check, ok, warning} from './check.js';

interface NodeImages {
  items?: {status?: {images?: {names?: string[]}[]}}[];
}

/** Whether a node holds the image of the pods that scenarios create: a pull takes longer than an SLA, or fails. */
export const imagePresent: Check = async ({client, plan, cluster, abort}) => {
  if (cluster.simulated || !cluster.capabilities.has('node')) return [];
  const {image} = plan.settings;
  const answer = await client.send({method: 'GET', path: '/api/v1/nodes'}, {auditId: randomUUID(), signal: abort});
  const names = ((answer.body as NodeImages).items ?? [])
    .flatMap(n => n.status?.images ?? [])
    .flatMap(i => i.names ?? []);
  const held = names.some(name => name === image || name.endsWith(`/${image}`));
  if (held) return [ok('image', 'image', `${image} is on the node`)];
  const next = ['load it (`kind load docker-image`), or name another with --workload-image'];
  return [warning('image', 'image', `no node reports that it holds ${image}: it would be pulled`, next)];
};
