import {schemaLine} from '../lib/schema-url.js';

/** A scenario to start from: valid, harmless, and with a word on each part, for editors its schema included. */
export const scenarioStarter = (id: string): string => `${schemaLine('scenario')}\n${START.replaceAll('ID', id)}`;

const START = `# One attack technique: change everything below to yours. Keep it granular (one technique), plausible (somebody would do
# this), self-sufficient (it makes what it needs) and reversible (nothing is left).
#   kubedrill lint --scenarios ID.yaml     checks this file
#   kubedrill plan ID.yaml                 shows the requests it will make
#   kubedrill run ID.yaml                  plays it
title: ConfigMaps read in every namespace
description: >-
  Who does what, what it gives them, and what it leaves behind in the audit log. Here: a workload identity that may list
  ConfigMaps everywhere reads them all with one request, because configuration often holds credentials.
severity: medium # low, medium, high, critical: its weight in the score
tags:
  attack: [T1552.007] # ATT&CK, at least one
  owasp-2022: [K08] # K01 to K10
  owasp-2025: [K03]
  threat-matrix: [TA9027]
needs: [api] # what the cluster must have: api, controllers, node, network-policy; without it the scenario is skipped
actor: # a low-privilege service account of its own, or {anonymous: true}, or {invalidToken: true}
  serviceAccount: report-writer
  rules: # RBAC in the namespace of the run
    - { apiGroups: [""], resources: [configmaps], verbs: [list] }
  clusterRules: # RBAC across the cluster
    - { apiGroups: [""], resources: [configmaps], verbs: [list] }
setUp: # what has to be there first; the drill does it, not the attacker
  - id: something-to-find
    create:
      apiVersion: v1
      kind: ConfigMap
      metadata: { name: settings } # without a namespace: into that of the run
      data: { greeting: "hello {{ token }}" } # this execution's own word; docs/scenarios.md has the other names
attack: # what the attacker does; each step has one action
  - id: list-configmaps
    list: { resource: configmaps }
expect: # what must be seen, and how soon after the answer to the attack
  - { stage: audited, within: 5s }
  - { stage: alerted, within: 30s } # add \`rule: NAME\` once a rule in rules/ is meant for it
benign: # the same by somebody who may: it must not alert
  - id: list-own-configmaps
    list: { resource: configmaps, namespace: "{{ namespace }}" }
contain: # what is gone when the attack is contained
  - { gone: clusterrolebindings, name: "{{ name }}-report-writer", within: 10m }
prevent: >-
  What would have made the cluster refuse it. Here: grant list on ConfigMaps in single namespaces only.
references:
  - https://kubernetes.io/docs/concepts/security/rbac-good-practices/
`;
