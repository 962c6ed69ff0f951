import {organizationsOf} from '../../../lib/net/certificates.js';
import {subjectOf} from '../call.js';
import type {Machinery} from '../machinery.js';
import type {KubeObject} from '../objects.js';
import {forbidden} from '../status.js';
import type {Plugin, Write} from './plugin.js';

const GROUP = 'certificates.k8s.io';
const CLIENT_SIGNER = 'kubernetes.io/kube-apiserver-client';

interface RequestSpec {
  request?: string;
  signerName?: string;
}

/** CertificateSubjectRestriction and CertificateApproval: who may ask for what, and who may approve it. */
export const checkCertificates: Plugin = (machinery, write) => {
  const {call, operation, after} = write;
  const {apiGroup, resource, subresource} = call.info;
  if (apiGroup !== GROUP || resource !== 'certificatesigningrequests' || !after) return undefined;
  if (operation === 'CREATE') checkSubject(write, after);
  if (subresource === 'approval') checkApprover(machinery, write, after);
  return undefined;
};

function checkSubject({call}: Write, request: KubeObject): void {
  const {request: encoded = '', signerName} = request.spec as RequestSpec;
  if (signerName !== CLIENT_SIGNER) return;
  if (!organizationsOf(Buffer.from(encoded, 'base64').toString('utf8')).includes('system:masters')) return;
  throw forbidden(
    subjectOf(call, request.metadata.name),
    `use of ${CLIENT_SIGNER} signer with system:masters group is not allowed`,
  );
}

function checkApprover({rbac}: Machinery, {call}: Write, request: KubeObject): void {
  const {signerName = ''} = request.spec as RequestSpec;
  const may = (name: string) =>
    rbac.authorize(call.user, {
      verb: 'approve',
      path: '',
      isResource: true,
      apiGroup: GROUP,
      apiVersion: '*',
      resource: 'signers',
      name,
    }).allowed;
  if (may(signerName) || may(`${signerName.split('/')[0]}/*`)) return;
  throw forbidden(subjectOf(call), `user not permitted to approve requests with signerName "${signerName}"`);
}
