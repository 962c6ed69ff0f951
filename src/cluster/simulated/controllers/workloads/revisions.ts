import type {KubeObject} from '../../objects.js';
import {type Controller, collectionPath, sender} from '../controller.js';
import {MAKERS} from './makers.js';
import {belongings, ownedBy} from './owned.js';
import {sameTemplate, templateHash} from './template-hash.js';
import {waking} from './waking.js';

const HASH = 'controller.kubernetes.io/hash';
/** What has revisions of its own; a Deployment has ReplicaSets for that. */
const KEPT = MAKERS.filter(({resource}) => ['daemonsets', 'statefulsets'].includes(resource));

const templateOf = ({spec}: KubeObject): {metadata?: {labels?: Record<string, string>}} =>
  (spec as {template: object}).template;
const keptIn = ({data}: KubeObject): unknown => {
  const {$patch: _, ...template} = (data as {spec: {template: Record<string, unknown>}}).spec.template;
  return template;
};
const numberOf = ({revision}: KubeObject): number => Number(revision);

/** Keeps every template that a DaemonSet or a StatefulSet has had, by which `kubectl rollout` shows it and goes back. */
export const revisions: Controller = surroundings => {
  const {store} = surroundings;
  const heard = KEPT.map(kept => {
    const send = sender(surroundings, kept.account);
    return waking(kept, surroundings, owner => {
      const {namespace = '', name} = owner.metadata;
      const path = collectionPath('apps', 'controllerrevisions', namespace);
      const template = templateOf(owner);
      const all = belongings(store, {group: 'apps', resource: 'controllerrevisions', namespace}, owner);
      const last = Math.max(0, ...all.map(numberOf));
      const same = all.find(one => sameTemplate(keptIn(one), template));
      if (same && numberOf(same) === last) return;
      // What is gone back to becomes the newest.
      if (same) return void send('PUT', `${path}/${same.metadata.name}`, {...same, revision: last + 1});
      const hash = templateHash(template);
      send('POST', path, {
        ...{apiVersion: 'apps/v1', kind: 'ControllerRevision'},
        metadata: {
          ...{name: `${name}-${hash}`, namespace, labels: {...template.metadata?.labels, [HASH]: hash}},
          ...(owner.metadata.annotations && {annotations: owner.metadata.annotations}),
          ownerReferences: [ownedBy(owner)],
        },
        ...{data: {spec: {template: {...template, $patch: 'replace'}}}, revision: last + 1},
      });
    });
  });
  return change => {
    for (const hear of heard) hear(change);
  };
};
