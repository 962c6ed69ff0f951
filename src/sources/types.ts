import {alertmanager} from './alertmanager.js';
import {auditWebhook} from './audit-webhook.js';
import {auditLog, builtInRules} from './built-in.js';
import {webhook} from './webhook.js';

/** Every type of source that a stack file can name, one line each. */
export const SOURCE_TYPES = {
  'audit-log': auditLog,
  'audit-webhook': auditWebhook,
  rules: builtInRules,
  alertmanager,
  webhook,
} as const;
