import {isMap, type KubeObject} from '../objects.js';
import {each, type Shape} from './shape.js';

type Fields = Record<string, unknown>;

const scoped = (rules: unknown) => each<Fields>(rules, rule => ({scope: '*', ...rule}));

/** Which requests a policy is about: everything is, unless it says otherwise. */
const matching = (given: unknown): unknown =>
  isMap(given)
    ? {
        namespaceSelector: {},
        objectSelector: {},
        matchPolicy: 'Equivalent',
        ...given,
        ...(given.resourceRules !== undefined && {resourceRules: scoped(given.resourceRules)}),
      }
    : given;

const webhookDefaults = (more: Fields) => (webhook: Fields) => {
  const client = isMap(webhook.clientConfig) ? webhook.clientConfig : {};
  const service = isMap(client.service) ? {service: {port: 443, ...client.service}} : {};
  return {
    failurePolicy: 'Fail',
    matchPolicy: 'Equivalent',
    namespaceSelector: {},
    objectSelector: {},
    timeoutSeconds: 10,
    ...more,
    ...webhook,
    clientConfig: {...client, ...service},
    rules: scoped(webhook.rules),
  };
};

const webhooks = (more: Fields): Shape => ({
  generation: true,
  defaults: object =>
    object.webhooks === undefined ? object : {...object, webhooks: each(object.webhooks, webhookDefaults(more))},
});

export const mutatingWebhooks = webhooks({reinvocationPolicy: 'Never'});
export const validatingWebhooks = webhooks({});

const specOf = (object: KubeObject): Fields => (isMap(object.spec) ? object.spec : {});

export const admissionPolicies: Shape = {
  generation: true,
  defaults: object => {
    const spec = specOf(object);
    return {
      ...object,
      spec: {failurePolicy: 'Fail', ...spec, matchConstraints: matching(spec.matchConstraints)},
      status: object.status ?? {},
    };
  },
  create: object => ({...object, status: {}}),
  update: (after, before) => ({...after, status: before.status}),
};

export const admissionBindings: Shape = {
  generation: true,
  defaults: object => {
    const spec = specOf(object);
    const resources = spec.matchResources === undefined ? {} : {matchResources: matching(spec.matchResources)};
    return {...object, spec: {...spec, ...resources}};
  },
};
