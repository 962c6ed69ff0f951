/**
 * The spec of a pod that no policy has reason to refuse, the restricted Pod Security Standard included: it does nothing,
 * as nobody, and is gone at once.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export const harmlessPod = (image: string) => ({
  automountServiceAccountToken: false,
  terminationGracePeriodSeconds: 1,
  securityContext: {runAsNonRoot: true, runAsUser: 65_532, seccompProfile: {type: 'RuntimeDefault'}},
  containers: [
    {
      ...{name: 'main', image},
      securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: ['ALL']}},
    },
  ],
});
