import {z} from 'zod';
import {environmentError} from '../../lib/errors.js';
import type {AuditStream} from '../kit/audit-stream.js';
import {type SourceContext, sourceType} from '../kit/source-type.js';
import {rulesSource} from './rules.js';

/** The cluster's own audit log. It is followed wherever the cluster offers it, whether or not the stack names it. */
export const auditLog = sourceType({
  schema: z.strictObject({type: z.literal('audit-log')}).meta({description: "The cluster's own audit log"}),
  stage: () => 'audited',
  open: (_config, context) => needed(context),
});

/** kubedrill's own detection stack: Sigma rules over the audit log. */
export const builtInRules = sourceType({
  schema: z
    .strictObject({type: z.literal('rules')})
    .meta({description: "kubedrill's own detection: Sigma rules over the audit log"}),
  stage: () => 'alerted',
  open: (_config, context) => rulesSource(context.rules, needed(context), context.clock),
});

function needed({auditStream}: SourceContext): AuditStream {
  if (auditStream) return auditStream;
  throw environmentError(
    'the stack file names the audit log of the cluster, but this cluster has none that can be read',
    ['take this source out of the stack file, or run on a cluster whose log can be read'],
  );
}
