import {environmentError} from '../../lib/errors.js';
import type {AuditStream} from '../kit/audit-stream.js';
import {type SourceContext, sourceType} from '../kit/source-type.js';
import {practiceAlerts} from './alerts.js';
import {practiceRecords} from './records.js';
import {PracticeSchema} from './schema.js';

/** A pipeline that kubedrill plays itself: what labs break, and learners mend, without any server. */
export const practice = sourceType({
  schema: PracticeSchema,
  stage: () => 'collected',
  companions: config => [
    {suffix: 'alerts', stage: 'alerted', open: context => practiceAlerts(config, needed(context), context)},
  ],
  open: (config, context) => practiceRecords(config, needed(context), context),
});

function needed({auditStream}: SourceContext): AuditStream {
  if (auditStream) return auditStream;
  throw environmentError('the practice pipeline reads the audit log of the cluster, and this cluster has none', [
    'run it with --cluster simulated, kind or envtest',
  ]);
}
