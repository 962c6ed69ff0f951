import {changesGrant, checkEscalation, grantsRights} from '../access/escalation.js';
import {subjectOf} from '../call.js';
import type {Machinery} from '../machinery.js';
import type {KubeObject} from '../objects.js';
import {checkCertificates} from './certificates.js';
import {checkNamespace} from './namespace.js';
import type {Plugin, Write} from './plugin.js';
import {withPodDefaults} from './pod-defaults.js';
import {checkPodSecurity} from './pod-security-check.js';
import {checkPolicies} from './policies.js';
import {checkQuota} from './quota.js';
import {withServiceAccount} from './service-account.js';
import {withProtection} from './storage-protection.js';

/** Those that change the object, then those that only look: the order that the API server has them in. */
const PLUGINS: readonly Plugin[] = [
  checkNamespace,
  withServiceAccount,
  withPodDefaults,
  withProtection,
  checkGrant,
  checkPodSecurity,
  checkCertificates,
  checkPolicies,
  checkQuota,
];

/**
 * The admission chain.
 *
 * @returns the object with what admission adds to it; what was given for a deletion.
 * @throws StatusError as the plugin that refuses words it.
 */
export function admit(machinery: Machinery, write: Write): KubeObject {
  let {after} = write;
  for (const plugin of PLUGINS) after = plugin(machinery, {...write, after}) ?? after;
  return after ?? (write.before as KubeObject);
}

function checkGrant({rbac}: Machinery, {call, before, after}: Write): undefined {
  const {info, user} = call;
  if (!after || !grantsRights(info.apiGroup ?? '', info.resource ?? '') || !changesGrant(before, after)) return;
  checkEscalation(rbac, {
    user,
    subject: subjectOf(call, after.metadata.name),
    namespace: info.namespace,
    object: after,
  });
}
