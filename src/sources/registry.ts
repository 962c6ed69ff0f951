import {alertmanager} from './alertmanager/alerts.js';
import {alertmanagerWebhook} from './alertmanager/notifications.js';
import {alertmanagerSilences} from './alertmanager/silences/source.js';
import {auditWebhook} from './api-server/audit-webhook.js';
import {auditLog, builtInRules} from './api-server/built-in.js';
import {containerLogs} from './cluster/container-logs.js';
import {kubernetesEvents} from './cluster/kubernetes-events.js';
import {elastalert} from './elastalert/source.js';
import {elasticSecurity} from './elastic-security/source.js';
import {elasticsearch} from './elasticsearch/source.js';
import {falco} from './falco/falco.js';
import {falcosidekick} from './falco/falcosidekick.js';
import {gatekeeper} from './gatekeeper/gatekeeper.js';
import {jiraWebhook} from './jira/webhook.js';
import {lokiAlerts} from './loki/alerts.js';
import {loki} from './loki/records.js';
import {oncallWebhook} from './oncall/webhook.js';
import {opensearchAlerting} from './opensearch-alerting/source.js';
import {opsgenieWebhook} from './opsgenie/webhook.js';
import {pagerdutyWebhook} from './pagerduty/webhook.js';
import {practice} from './practice/practice.js';
import {prometheus} from './prometheus/prometheus.js';
import {slackInteractive} from './slack/interactive.js';
import {webhook} from './webhook/webhook.js';

/** Every type of source that a stack file can name, one line each. */
export const SOURCE_TYPES = {
  'audit-log': auditLog,
  'audit-webhook': auditWebhook,
  rules: builtInRules,
  elasticsearch,
  'elastic-security': elasticSecurity,
  'opensearch-alerting': opensearchAlerting,
  elastalert,
  loki,
  'loki-alerts': lokiAlerts,
  alertmanager,
  'alertmanager-webhook': alertmanagerWebhook,
  'alertmanager-silences': alertmanagerSilences,
  falco,
  falcosidekick,
  gatekeeper,
  'kubernetes-events': kubernetesEvents,
  'container-logs': containerLogs,
  practice,
  prometheus,
  webhook,
  'pagerduty-webhook': pagerdutyWebhook,
  'opsgenie-webhook': opsgenieWebhook,
  'oncall-webhook': oncallWebhook,
  'slack-interactive': slackInteractive,
  'jira-webhook': jiraWebhook,
} as const;
