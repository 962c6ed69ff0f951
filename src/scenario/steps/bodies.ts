import {requestInfo} from '../../kube/request-info.js';
import {resourceNamed} from '../../kube/resources.js';
import {innerType, typeNamed, typeOfKind} from '../../kube/types/types.js';
import type {Target} from './request.js';
import type {Step, StepOf} from './step.js';

/** A body, the type that it should have, and what the API server does where it does not. */
export interface Body {
  type: string;
  value: unknown;
  path: PropertyKey[];
  /** Where the body begins within its object: not at its root for an operation of a JSON patch. */
  within?: string;
  /** The status of the answer to a value of the wrong type. */
  refusal: number;
  /** Server-side apply refuses a field that does not exist. Everything else drops it. */
  isStrict?: true;
}

/** The bodies that a step sends, where the types of the API say what may stand in them. */
export function bodiesOf(step: Step): Body[] {
  if ('create' in step) return manifest(step.create, ['create'], {refusal: 400});
  if ('apply' in step) return manifest(step.apply, ['apply'], {refusal: 500, isStrict: true});
  if ('replace' in step) return manifest(step.replace.body, ['replace', 'body'], {refusal: 400});
  if ('patch' in step) return patchBodies(step.patch);
  if (!('request' in step) || !['POST', 'PUT'].includes(step.request.method)) return [];
  const {method, path, body} = step.request;
  const {apiGroup, apiVersion = '', resource = '', subresource} = requestInfo(method, path);
  const type = typeAt(
    subresource === undefined ? resource : `${resource}/${subresource}`,
    apiGroup ? `${apiGroup}/${apiVersion}` : apiVersion,
  );
  // A text is sent as it stands, and no author means one for an object.
  if (type === undefined || typeof body === 'string') return [];
  return [{type, value: body, path: ['request', 'body'], refusal: 400}];
}

function manifest(
  value: {apiVersion: string; kind: string},
  path: PropertyKey[],
  rest: Pick<Body, 'refusal' | 'isStrict'>,
): Body[] {
  const type = typeOfKind(value.apiVersion, value.kind);
  return type === undefined ? [] : [{type, value, path, ...rest}];
}

function patchBodies(patch: StepOf<'patch'>['patch']): Body[] {
  const type = typeAt(patch.resource, patch.apiVersion);
  if (type === undefined) return [];
  const path = ['patch', 'body'];
  if (patch.type !== 'json') return [{type, value: patch.body, path, refusal: 422}];
  return (patch.body as {op: string; path: string; value?: unknown}[]).flatMap((operation, i) => {
    const inner = 'value' in operation && operation.op !== 'test' ? typeBelow(type, operation.path) : undefined;
    const within = operation.path.slice(1).replaceAll('/', '.');
    return inner === undefined
      ? []
      : [{type: inner, value: operation.value, path: [...path, i, 'value'], within, refusal: 422}];
  });
}

/** The type at a JSON pointer; undefined where there is none, or nobody can say which. */
function typeBelow(type: string, pointer: string): string | undefined {
  const keys = pointer.split('/').slice(1);
  return keys.reduce<string | undefined>((text, key) => {
    const outer = text === undefined ? undefined : typeNamed(text);
    if (outer?.is === 'list') return outer.of;
    return outer && innerType(outer, key.replaceAll('~1', '/').replaceAll('~0', '~'));
  }, type);
}

/** Subresources that are written as the object itself. */
const WHOLE = ['status', 'ephemeralcontainers', 'approval', 'finalize', 'resize'];

function typeAt(resource: string, apiVersion: Target['apiVersion']): string | undefined {
  const [, subresource] = resource.split('/');
  if (subresource === 'scale') return typeOfKind('autoscaling/v1', 'Scale');
  if (subresource === 'token') return typeOfKind('authentication.k8s.io/v1', 'TokenRequest');
  const known = resourceNamed(resource, apiVersion);
  if (!known || (subresource !== undefined && !WHOLE.includes(subresource))) return undefined;
  return typeOfKind(known.apiVersion, known.kind);
}
