import {z} from 'zod';
import {evidenceOf} from '../../audit/redact.js';
import {messageOf} from '../../lib/errors.js';
import {common, every} from '../kit/config.js';
import {RecentKeys} from '../kit/recent-keys.js';
import {sourceType} from '../kit/source-type.js';
import type {Signal, Source} from '../source.js';
import {ASK_FOR_ROLE, clusterApi} from './api.js';
import {clusterEvidence} from './evidence.js';
import {type KubeEvent, KubeEvents, keyOfEvent, timeOfEvent} from './kube-events.js';
import {claimOfObject, isOurs, type ObjectRef} from './objects.js';

const schema = z
  .strictObject({type: z.literal('kubernetes-events'), ...common, every})
  .meta({description: "The cluster's own Events: what became of objects, as controllers and kubelets report it"});

/**
 * The cluster's Events about objects of the drill: evidence of what an attack set off, where there is no audit log of who
 * asked for it. Requests that set nothing off (lists, commands in pods) leave none.
 */
export const kubernetesEvents = sourceType({
  schema,
  stage: () => 'audited',
  permissions: () => [{apiGroups: [''], resources: ['events'], verbs: ['list', 'watch']}],
  open(config, context): Source {
    const {id, clock} = context;
    const api = clusterApi(context);
    const events = new KubeEvents(api);
    const told = new RecentKeys();
    const source = clusterEvidence(api, config, context, async (interest, signal) => {
      const fresh = await events.next(signal);
      const seenAt = clock.now();
      return fresh.flatMap(event => {
        const about = involved(event);
        const isTold = !about || !isOurs(about, interest.tokens()) || !told.isNew(keyOfEvent(event));
        return isTold ? [] : [signalOf(event, about, {source: id, seenAt})];
      });
    });
    return {
      ...source,
      async check(signal) {
        try {
          await events.next(signal);
          return {state: 'ok', detail: "the cluster's Events may be read", next: []};
        } catch (error) {
          return {state: 'failed', detail: messageOf(error), next: [ASK_FOR_ROLE]};
        }
      },
    };
  },
});

function involved({involvedObject: {kind, apiVersion, namespace, name}}: KubeEvent): ObjectRef | undefined {
  if (!kind || !name) return undefined;
  return {kind, name, apiVersion: apiVersion || 'v1', namespace: namespace ?? undefined};
}

function signalOf(event: KubeEvent, about: ObjectRef, seen: Pick<Signal, 'source' | 'seenAt'>): Signal {
  const at = timeOfEvent(event);
  const {reason, type, message, count, metadata, involvedObject, source, reportingComponent} = event;
  return {
    ...seen,
    stage: 'audited',
    ...(at !== undefined && {sourceTime: at}),
    claims: claimOfObject(about, at),
    evidence: {
      kind: 'object',
      ref: `${metadata.namespace ?? ''}/${metadata.name}`,
      document: evidenceOf({
        kind: 'Event',
        ...{reason, type, message, count, at, involvedObject},
        from: reportingComponent || source?.component,
      }),
    },
  };
}
