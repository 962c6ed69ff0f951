import type {AuditEvent} from '../../audit/event.js';
import type {Place} from '../../events/words.js';
import {indented, objectText} from './documents.js';
import type {Card} from './schema.js';

/** Where somebody finds the objects of a resource. */
const FOUND_IN: readonly [Place, RegExp][] = [
  ['rbac', /^(clusterroles?|clusterrolebindings|roles|rolebindings|serviceaccounts)$/],
  [
    'pods',
    /^(pods|deployments|daemonsets|statefulsets|replicasets|replicationcontrollers|jobs|cronjobs|podtemplates)$/,
  ],
  ['network', /^(networkpolicies|services|endpoints|endpointslices|ingresses)$/],
  ['nodes', /^nodes$/],
];

/** Where a resource is looked at; what has no place of its own is configuration. */
export const placeOf = (resource: string): Place =>
  FOUND_IN.find(([, pattern]) => pattern.test(resource))?.[0] ?? 'config';

const CHANGES = ['create', 'update', 'patch', 'delete', 'deletecollection'];

/** Subresources that are a change of their object, and not something that is done with it. */
const PARTS = ['scale', 'status', 'approval', 'ephemeralcontainers', 'finalize'];

/** Whether a request changed an object, as far as the audit log says. */
export const isChange = ({verb = '', responseStatus, objectRef}: Partial<AuditEvent>): boolean =>
  CHANGES.includes(verb) &&
  (responseStatus?.code ?? 500) < 300 &&
  objectRef?.resource !== undefined &&
  // A question to the API server is made as an object is, and leaves none.
  !objectRef.resource.endsWith('reviews') &&
  (objectRef.subresource === undefined || PARTS.includes(objectRef.subresource));

/** The object that a request changed, before and after it, as kubectl would show it. */
export function viewCard(event: Partial<AuditEvent>, id: string): Card {
  const {resource = '', subresource, name = '', namespace} = event.objectRef ?? {};
  const what = [resource, name].filter(Boolean).join(' ');
  const title = `${what}${subresource ? `, its ${subresource}` : ''}: before and after`;
  const parts = Object.entries(states(event, what)).flatMap(([when, text]) => [`${when}:`, indented(text)]);
  return {
    ...{id, kind: 'view', title: title.slice(0, 120), answers: [placeOf(resource)]},
    text: [`$ kubectl get ${what}${namespace ? ` -n ${namespace}` : ''}`, ...parts].join('\n'),
  };
}

/** How an object stood before and after a request, as far as its audit event has it. */
function states({verb, requestObject, responseObject}: Partial<AuditEvent>, what: string): Record<string, string> {
  const none = `Error from server (NotFound): ${what} not found`;
  const body = isObject(responseObject) ? responseObject : isObject(requestObject) ? requestObject : undefined;
  const known = body === undefined ? 'the audit log has no body at this level' : objectText(body);
  if (verb === 'create') return {before: none, after: known};
  if (verb === 'delete' || verb === 'deletecollection') {
    return {before: isObject(responseObject) ? known : 'it was there; the audit log has no body of it', after: none};
  }
  const sent = isObject(requestObject) ? {[`changed by this ${verb}`]: objectText(requestObject)} : {};
  return {before: 'otherwise: the audit log does not keep it', ...sent, after: known};
}

/** A deletion is often answered with a Status: that is not the object. */
const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && (value as {kind?: unknown}).kind !== 'Status';
