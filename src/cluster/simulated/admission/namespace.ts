import {subjectOf} from '../call.js';
import {forbidden, notFound} from '../status.js';
import type {Plugin} from './plugin.js';

/** NamespaceLifecycle: nothing is made where there is no namespace, or where one is going. */
export const checkNamespace: Plugin = ({store}, {call, operation, after}) => {
  const {namespace: name, resource} = call.info;
  if (operation !== 'CREATE' || resource === 'namespaces' || name === undefined) return undefined;
  const namespace = store.get({group: '', resource: 'namespaces'}, name);
  if (!namespace) throw notFound({group: '', resource: 'namespaces', name});
  if (namespace.metadata.deletionTimestamp === undefined) return undefined;
  throw forbidden(
    subjectOf(call, after?.metadata.name),
    `unable to create new content in namespace ${name} because it is being terminated`,
    [{reason: 'NamespaceTerminating', message: `namespace ${name} is being terminated`, field: 'metadata.namespace'}],
  );
};
