import {stringify} from 'yaml';
import type {AuditWebhookTarget} from '../request.js';

/** Where the webhook's kubeconfig stands in the node. */
export const NODE_WEBHOOK = '/etc/kubernetes/audit/webhook.yaml';

/** What kubeadm gets in addition to kind's configuration. */
export const webhookPatch = ({batchMaxWaitMs}: AuditWebhookTarget): string =>
  stringify({
    kind: 'ClusterConfiguration',
    apiServer: {
      extraArgs: {
        'audit-webhook-config-file': NODE_WEBHOOK,
        'audit-webhook-batch-max-wait': `${batchMaxWaitMs}ms`,
      },
    },
  });
