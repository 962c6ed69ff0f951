import {z} from 'zod';
import type {ClusterApi} from './api.js';

/** What a source needs to read; without a namespace: in every one. */
export interface Reading {
  verb: 'get' | 'list' | 'watch';
  group?: string;
  resource: string;
  subresource?: string;
  namespace?: string | undefined;
}

const PATH = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const Review = z.looseObject({status: z.looseObject({allowed: z.boolean()})});

/** Asks the API server for each thing whether the drill may read it; returns those that it may not, in words. */
export async function mayRead(api: ClusterApi, readings: readonly Reading[], signal: AbortSignal): Promise<string[]> {
  const answers = await Promise.all(
    readings.map(async ({verb, group = '', resource, subresource, namespace}) => {
      const resourceAttributes = {
        verb,
        group,
        resource,
        ...(subresource && {subresource}),
        ...(namespace && {namespace}),
      };
      const body = {apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: {resourceAttributes}};
      const {status} = await api.review(PATH, body, Review, signal);
      const where = namespace === undefined ? 'in all namespaces' : `in ${namespace}`;
      return status.allowed ? [] : [`${verb} ${[resource, subresource].filter(Boolean).join('/')} ${where}`];
    }),
  );
  return answers.flat();
}
