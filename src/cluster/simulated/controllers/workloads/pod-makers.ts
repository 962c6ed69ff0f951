import {isActive} from '../../node/pod-state.js';
import {isMap, type KubeObject, same, seconds} from '../../objects.js';
import type {Handled} from '../../pipeline.js';
import {type Controller, collectionPath, sender} from '../controller.js';
import {recorder} from '../recorder.js';
import {MAKERS, type PodMaker, type Spec} from './makers.js';
import {belongings, ownedBy} from './owned.js';
import {waking} from './waking.js';

/** Makes as many pods as workloads ask for, again where one has gone, and deletes those that are too many. */
export const podMakers: Controller = surroundings => {
  const running = MAKERS.map(maker => podMaker(maker)(surroundings));
  return change => {
    for (const hear of running) hear(change);
  };
};

const podMaker =
  (maker: PodMaker): Controller =>
  surroundings => {
    const {store, clock} = surroundings;
    const {group, resource, account, component} = maker;
    const send = sender(surroundings, account);
    const tell = recorder(send, {component}, clock);
    const podsOf = (owner: KubeObject) =>
      belongings(store, {group: '', resource: 'pods', namespace: owner.metadata.namespace}, owner).filter(isActive);

    /** Brings the pods to their number, and says why one could not be made. */
    const fill = (owner: KubeObject, size: number): string | undefined => {
      const pods = podsOf(owner);
      const path = collectionPath('', 'pods', owner.metadata.namespace);
      for (const index of missing(maker, owner, pods, size)) {
        const answer = send('POST', path, podOf(owner, maker, index));
        // What is refused here would be refused again: a real one tries on, ever more slowly.
        if (answer.code !== 201) return refused(owner, answer);
        tell(owner, 'SuccessfulCreate', createdText(maker, owner, answer));
      }
      for (const {metadata} of pods.slice(size)) {
        if (send('DELETE', `${path}/${metadata.name}`).code === 200)
          tell(owner, 'SuccessfulDelete', `Deleted pod: ${metadata.name}`);
      }
      return undefined;
    };
    const refused = (owner: KubeObject, {body}: Handled): string => {
      const message = isMap(body) ? String(body.message) : '';
      tell(owner, 'FailedCreate', `Error creating: ${message}`, {type: 'Warning'});
      return message;
    };
    return waking(maker, surroundings, owner => {
      const {namespace, name = ''} = owner.metadata;
      const collection = {group, resource, namespace};
      const size = maker.size(owner.spec as Spec, store.list({group: '', resource: 'nodes'}).length);
      const problem = fill(owner, size);
      const known = store.get(collection, name);
      if (!known) return;
      const tells = maker.tellsFailure && problem !== undefined;
      const failing = tells ? {conditions: [failure(problem, seconds(clock.wall()))]} : {};
      const status = {...maker.status(known, podsOf(known), size), ...failing};
      if (!same(status, known.status)) store.put(collection, {...known, status});
    });
  };

const failure = (message: string, lastTransitionTime: string) => ({
  ...{type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message, lastTransitionTime},
});

/** The numbers of the pods that are to be made. */
function missing({numbered}: PodMaker, owner: KubeObject, pods: readonly KubeObject[], size: number): number[] {
  if (!numbered) return Array.from({length: Math.max(0, size - pods.length)}, (_, i) => pods.length + i);
  const names = pods.map(({metadata}) => metadata.name);
  return Array.from({length: size}, (_, i) => i).filter(i => !names.includes(`${owner.metadata.name}-${i}`));
}

function createdText({numbered}: PodMaker, owner: KubeObject, {body}: Handled): string {
  const name = (body as KubeObject).metadata.name ?? '';
  if (!numbered) return `Created pod: ${name}`;
  return `create Pod ${name} in StatefulSet ${owner.metadata.name} successful`;
}

function podOf(owner: KubeObject, {numbered, labels}: PodMaker, index: number): KubeObject {
  const {template} = owner.spec as Spec;
  const {name = ''} = owner.metadata;
  const naming = {generateName: `${name}-`, ...(numbered && {name: `${name}-${index}`})};
  const own = labels && {labels: {...template.metadata?.labels, ...labels(owner, index)}};
  const metadata = {...template.metadata, ...own, ...naming, ownerReferences: [ownedBy(owner)]};
  // What has a number has a name in the DNS as well.
  const host = numbered && {
    hostname: `${name}-${index}`,
    subdomain: (owner.spec as {serviceName?: string}).serviceName,
  };
  return {apiVersion: 'v1', kind: 'Pod', metadata, spec: {...template.spec, ...host}};
}
