import {KubeConfig} from '@kubernetes/client-node';
import type {KeyedCertificate} from '../../lib/net/certificates.js';

/** Who the drill is, as kubeadm makes it: an administrator by a binding that can be taken back. */
export const ADMIN = {commonName: 'kubernetes-admin', organizations: ['kubeadm:cluster-admins']};
/** Who makes that binding: no role can refuse it anything. */
export const SUPER_ADMIN = {commonName: 'kubernetes-super-admin', organizations: ['system:masters']};
export const CONTROLLER_MANAGER = {commonName: 'system:kube-controller-manager'};

/** The binding by which `kubernetes-admin` is an administrator. */
export const ADMIN_BINDING = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: {name: 'kubeadm:cluster-admins'},
  roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin'},
  subjects: [{apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'kubeadm:cluster-admins'}],
};

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** A kubeconfig for the user that a certificate names. */
export function kubeConfigOf(server: {name: string; url: string; ca: string}, user: KeyedCertificate): KubeConfig {
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    {name: server.name, server: server.url, caData: base64(server.ca), skipTLSVerify: false},
    {name: 'kubedrill', certData: base64(user.certificate), keyData: base64(user.key.reveal())},
  );
  return config;
}
