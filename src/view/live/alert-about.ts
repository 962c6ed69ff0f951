import type {EventOf} from '../../events/events.js';
import type {Evidence} from '../../events/evidence.js';
import {requestInfo} from '../../kube/request-info.js';

/** Where the documents of different products say who did what to what. */
const PLACES: readonly [name: string, paths: readonly string[]][] = [
  ['user', ['user.username', 'output_fields.ka.user.name', 'labels.user', 'kubernetes.audit.user.username']],
  ['verb', ['verb', 'output_fields.ka.verb', 'labels.verb', 'kubernetes.audit.verb']],
  [
    'resource',
    [
      'objectRef.resource',
      'output_fields.ka.target.resource',
      'labels.resource',
      'kubernetes.audit.objectRef.resource',
    ],
  ],
  [
    'namespace',
    ['objectRef.namespace', 'output_fields.k8s.ns.name', 'labels.namespace', 'kubernetes.audit.objectRef.namespace'],
  ],
  [
    'name',
    [
      'objectRef.name',
      'output_fields.k8s.pod.name',
      'output_fields.ka.target.name',
      'labels.pod',
      'kubernetes.audit.objectRef.name',
    ],
  ],
];

/** Longer values are of no use on a screen. */
const MOST = 200;

/** Who, what and where, as far as an alert's own document says it in a form that is known. */
export function aboutOf({document}: Evidence): Record<string, string> {
  const found = PLACES.flatMap(([name, paths]) => {
    const value = paths.map(path => valueAt(document, path.split('.'))).find(one => one !== undefined);
    return value === undefined ? [] : [[name, value.slice(0, MOST)] as const];
  });
  return Object.fromEntries(found);
}

/** The same of a request that an alert names by its audit id: what a SIEM shows beside an alert on audit events. */
export function aboutRequest({actor, method, path}: EventOf<'step.sent'>): Record<string, string> {
  const {verb, resource, namespace, name} = requestInfo(method, path);
  const known = {user: actor, verb, resource, namespace, name};
  return Object.fromEntries(
    Object.entries(known).flatMap(([what, value]) => (value === undefined ? [] : [[what, value.slice(0, MOST)]])),
  );
}

/** The audit ids of the events that an alert of kubedrill's own rules stands on. */
export function auditIdsOf({document}: Evidence): string[] {
  const {events} = (document ?? {}) as {events?: unknown};
  return Array.isArray(events) ? events.filter(id => typeof id === 'string') : [];
}

/** The text at a path; a product may keep dots in a key. */
function valueAt(value: unknown, path: readonly string[]): string | undefined {
  if (typeof value === 'string') return path.length ? undefined : value;
  if (typeof value !== 'object' || value === null) return undefined;
  for (let length = 1; length <= path.length; length++) {
    const key = path.slice(0, length).join('.');
    if (!Object.hasOwn(value, key)) continue;
    const found = valueAt((value as Record<string, unknown>)[key], path.slice(length));
    if (found !== undefined) return found;
  }
  return undefined;
}
