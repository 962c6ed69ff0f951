import {stringify} from 'yaml';
import type {AuditWebhookTarget} from '../request.js';

/** Where the webhook's kubeconfig stands in the node. */
export const NODE_WEBHOOK = '/etc/kubernetes/audit/webhook.yaml';

/** What kubeadm is told beside that which kind's configuration says. */
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
