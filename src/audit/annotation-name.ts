import {afterSigns, plain} from '../lib/text/plain-name.js';

/** Domains under which the API server and its admission plug-ins annotate events, the longest first. */
const DOMAINS = [
  'failed-open.validating.webhook.admission.k8s.io',
  'failed-open.mutation.webhook.admission.k8s.io',
  'mutation.webhook.admission.k8s.io',
  'validation.policy.admission.k8s.io',
  'patch.webhook.admission.k8s.io',
  'pod-security.kubernetes.io',
  'authentication.kubernetes.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'apiserver.latency.k8s.io',
  'audit.k8s.io',
  'k8s.io',
] as const;

/** An annotation's own name, whatever a shipper made of its dots: `authorization_k8s_io/decision` and its like. */
export function annotationName(stored: string): string {
  const slash = stored.indexOf('/');
  if (slash >= 0) {
    const known = DOMAINS.find(domain => plain(domain) === plain(stored.slice(0, slash)));
    return known === undefined ? stored : known + stored.slice(slash);
  }
  const known = DOMAINS.find(domain => plain(stored).startsWith(plain(domain)));
  const rest = known === undefined ? '' : afterSigns(stored, plain(known).length);
  return rest ? `${known}/${rest}` : stored;
}
