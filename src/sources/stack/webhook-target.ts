import type {ClusterRequest} from '../../cluster/request.js';
import {targetOf} from '../api-server/audit-webhook.js';
import type {Stack} from './load.js';

/** What a new cluster has to be told of a receiver for its audit events in the stack, where there is one. */
export function webhookTarget(stack: Stack): Pick<ClusterRequest, 'auditWebhook'> {
  const source = stack.sources.find(s => s.type === 'audit-webhook');
  const auditWebhook = source?.type === 'audit-webhook' ? targetOf(source, stack) : undefined;
  return {...(auditWebhook && {auditWebhook})};
}
