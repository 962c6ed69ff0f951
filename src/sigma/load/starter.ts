/** What a new rule cannot take from a template. */
export interface RuleHead {
  /** The file's name, without its extension. */
  id: string;
  /** The rule's own id for good, whatever becomes of its title and file. */
  uuid: string;
  /** ISO date, such as `2026-11-23`. */
  date: string;
}

/** A Sigma rule to start from: valid, with a word on each part. It detects what the scenario of `new scenario` does. */
export const ruleStarter = ({
  id,
  uuid,
  date,
}: RuleHead): string => `# A Sigma rule over the Kubernetes audit log: change everything below to yours. Detect the technique, never the tool: no
# names, namespaces or user agents of drills.
#   kubedrill lint --rules ${id}.yml    says where it is wrong, and where it could never match
title: ConfigMaps read in every namespace
id: ${uuid}
status: experimental
description: >-
  What was seen, and why it matters, for the person who is woken by it.
references:
  - https://kubernetes.io/docs/concepts/security/rbac-good-practices/
author: your name
date: ${date}
tags: [attack.credential-access, attack.t1552.007]
logsource: { product: kubernetes, service: audit }
detection:
  # All fields of a selection must fit; of several values any will do. docs/rules.md has the fields and modifiers.
  read:
    verb: list
    objectRef.resource: configmaps
    objectRef.namespace: null # absent: all namespaces at once
    responseStatus.code: 200
    user.username|startswith: "system:serviceaccount:"
  # Those who may: by exact name, for an identity that only looks like theirs is not left out.
  control_plane:
    user.username:
      - system:serviceaccount:kube-system:generic-garbage-collector
      - system:serviceaccount:kube-system:namespace-controller
      - system:serviceaccount:kube-system:resourcequota-controller
  condition: read and not control_plane
falsepositives:
  - GitOps controllers and dashboards; give each a filter of its own that names it
level: medium
`;
