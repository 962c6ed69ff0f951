import type {Secret} from '../lib/secret.js';

/** What an account of a person may do in the cluster. */
export type AccessProfile = 'viewer' | 'operator';

/** Somebody who was let into the cluster: the user that the audit log names, and the kubeconfig. */
export interface LetIn {
  user: string;
  kubeconfig: Secret;
}
