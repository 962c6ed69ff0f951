import {formOf} from '../record/unread.js';

/** Records that people take for audit events, and what they are instead; to be read behind "a record that". */
const FORMS: readonly (readonly [is: (text: Record<string, unknown>) => boolean, what: string])[] = [
  [
    ({eventSource, eventVersion}) => eventSource !== undefined && eventVersion !== undefined,
    "is a record of AWS CloudTrail: EKS writes audit events to CloudWatch Logs, in the cluster's log group",
  ],
  [
    ({output, priority, rule}) => output !== undefined && priority !== undefined && rule !== undefined,
    'is an alert of Falco, not an audit event',
  ],
  [
    ({kind, apiVersion}) => kind === 'Event' && (apiVersion === 'v1' || apiVersion === 'events.k8s.io/v1'),
    'is an Event object of the cluster (kubectl get events), not an audit event',
  ],
  [
    ({kind, apiVersion}) => typeof kind === 'string' && typeof apiVersion === 'string' && !/^audit/.test(apiVersion),
    'is a Kubernetes object, not an audit event',
  ],
  [
    record => 'MESSAGE' in record && record.MESSAGE === null,
    'is an entry of journald whose text is too long for it: export with journalctl --all',
  ],
  [
    ({ingestionTime, message, logStreamName}) =>
      message !== undefined && (ingestionTime ?? logStreamName) !== undefined,
    'is a CloudWatch entry without an audit event: export the log streams kube-apiserver-audit-*',
  ],
];

/** What a record is that holds no audit event; looks into lists and some levels of wrapping. */
export function foreignForm(record: unknown): string | undefined {
  const known = formOf(record);
  return known ? `is ${known.what}` : formIn(record, 0);
}

function formIn(value: unknown, depth: number): string | undefined {
  if (typeof value !== 'object' || value === null || depth > 3) return undefined;
  if (!Array.isArray(value)) {
    const found = FORMS.find(([is]) => is(value as Record<string, unknown>));
    if (found) return found[1];
  }
  for (const inner of Object.values(value).slice(0, 20)) {
    const found = formIn(inner, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
