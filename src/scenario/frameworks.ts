import {dictionary} from '../lib/json/dictionary.js';
import type {ScenarioFile} from './schema.js';

/** The frameworks whose ids stand in a scenario's `tags`. */
export type Framework = keyof ScenarioFile['tags'];

/** What people call each framework. */
export const FRAMEWORKS: Readonly<Record<Framework, string>> = {
  attack: 'ATT&CK',
  'owasp-2022': 'OWASP Kubernetes Top Ten 2022',
  'owasp-2025': 'OWASP Kubernetes Top Ten 2025',
  'threat-matrix': "Microsoft's threat matrix for Kubernetes",
};

/** @see https://github.com/OWASP/www-project-kubernetes-top-ten */
const OWASP_2022: Readonly<Record<string, string>> = dictionary({
  K01: 'Insecure workload configurations',
  K02: 'Supply chain vulnerabilities',
  K03: 'Overly permissive RBAC configurations',
  K04: 'Lack of centralized policy enforcement',
  K05: 'Inadequate logging and monitoring',
  K06: 'Broken authentication mechanisms',
  K07: 'Missing network segmentation controls',
  K08: 'Secrets management failures',
  K09: 'Misconfigured cluster components',
  K10: 'Outdated and vulnerable Kubernetes components',
});

const OWASP_2025: Readonly<Record<string, string>> = dictionary({
  K01: 'Insecure workload configurations',
  K02: 'Overly permissive authorization configurations',
  K03: 'Secrets management failures',
  K04: 'Lack of cluster level policy enforcement',
  K05: 'Missing network segmentation controls',
  K06: 'Overly exposed Kubernetes components',
  K07: 'Misconfigured and vulnerable cluster components',
  K08: 'Cluster to cloud lateral movement',
  K09: 'Broken authentication mechanisms',
  K10: 'Inadequate logging and monitoring',
});

/** @see https://microsoft.github.io/Threat-Matrix-for-Kubernetes/ — its ids carry the prefix `MS-`. */
const THREAT_MATRIX: Readonly<Record<string, string>> = dictionary({
  TA9001: 'Using cloud credentials',
  TA9002: 'Compromised image in registry',
  TA9003: 'Kubeconfig file',
  TA9004: 'Application vulnerability',
  TA9005: 'Exposed sensitive interfaces',
  TA9006: 'Exec into container',
  TA9007: 'bash or cmd inside container',
  TA9008: 'New container',
  TA9009: 'Application exploit (RCE)',
  TA9010: 'SSH server running inside container',
  TA9011: 'Sidecar injection',
  TA9012: 'Backdoor container',
  TA9013: 'Writable hostPath mount',
  TA9014: 'Kubernetes CronJob',
  TA9015: 'Malicious admission controller',
  TA9016: 'Container service account',
  TA9017: 'Static pods',
  TA9018: 'Privileged container',
  TA9019: 'Cluster-admin binding',
  TA9020: 'Access cloud resources',
  TA9021: 'Clear container logs',
  TA9022: 'Delete Kubernetes events',
  TA9023: 'Pod or container name similarity',
  TA9024: 'Connect from proxy server',
  TA9025: 'List Kubernetes secrets',
  TA9026: 'Mount service principal',
  TA9027: 'Application credentials in configuration files',
  TA9028: 'Access managed identity credentials',
  TA9029: 'Access the Kubernetes API server',
  TA9030: 'Access the kubelet API',
  TA9031: 'Network mapping',
  TA9032: 'Access Kubernetes dashboard',
  TA9033: 'Instance metadata API',
  TA9034: 'Cluster internal networking',
  TA9035: 'CoreDNS poisoning',
  TA9036: 'ARP poisoning and IP spoofing',
  TA9037: 'Images from a private registry',
  TA9038: 'Data destruction',
  TA9039: 'Resource hijacking',
  TA9040: 'Denial of service',
  TA9041: 'Collecting data from pod',
});

/** The version of ATT&CK whose ids and names these are. */
export const ATTACK_VERSION = '19';

/** Ids of earlier versions that this one has revoked, and what stands in their place. */
const REVOKED: Readonly<Record<string, string>> = dictionary({
  'T1070.002': 'T1685.006',
  T1562: 'T1685',
  'T1562.001': 'T1685',
  'T1562.007': 'T1686.001',
});

/** A technique by its id in `ATTACK_VERSION`. */
export const currentTechnique = (id: string): string => REVOKED[id] ?? id;

/** Techniques that Kubernetes scenarios meet, by their names of ATT&CK v19; a new one is one more line. */
const ATTACK: Readonly<Record<string, string>> = dictionary({
  T1036: 'Masquerading',
  'T1036.005': 'Masquerading: match legitimate resource name or location',
  T1046: 'Network service discovery',
  'T1053.007': 'Scheduled task/job: container orchestration job',
  T1059: 'Command and scripting interpreter',
  'T1059.013': 'Command and scripting interpreter: container CLI/API',
  T1068: 'Exploitation for privilege escalation',
  T1069: 'Permission groups discovery',
  T1070: 'Indicator removal',
  'T1070.002': 'Indicator removal: clear Linux or Mac system logs',
  T1078: 'Valid accounts',
  'T1078.001': 'Valid accounts: default accounts',
  T1098: 'Account manipulation',
  'T1098.006': 'Account manipulation: additional container cluster roles',
  T1110: 'Brute force',
  T1133: 'External remote services',
  T1134: 'Access token manipulation',
  'T1136.001': 'Create account: local account',
  T1190: 'Exploit public-facing application',
  'T1204.003': 'User execution: malicious image',
  T1485: 'Data destruction',
  T1490: 'Inhibit system recovery',
  'T1496.001': 'Resource hijacking: compute hijacking',
  T1498: 'Network denial of service',
  T1499: 'Endpoint denial of service',
  T1525: 'Implant internal image',
  T1528: 'Steal application access token',
  'T1543.005': 'Create or modify system process: container service',
  T1546: 'Event triggered execution',
  'T1550.001': 'Use alternate authentication material: application access token',
  'T1552.001': 'Unsecured credentials: credentials in files',
  'T1552.005': 'Unsecured credentials: cloud instance metadata API',
  'T1552.007': 'Unsecured credentials: container API',
  T1557: 'Adversary-in-the-middle',
  T1562: 'Impair defenses',
  'T1562.001': 'Impair defenses: disable or modify tools',
  'T1562.007': 'Impair defenses: disable or modify cloud firewall',
  T1609: 'Container administration command',
  T1610: 'Deploy container',
  T1611: 'Escape to host',
  T1612: 'Build image on host',
  T1613: 'Container and resource discovery',
  T1685: 'Disable or modify tools',
  'T1685.006': 'Disable or modify tools: clear Linux or Mac system logs',
  T1686: 'Disable or modify system firewall',
  'T1686.001': 'Disable or modify system firewall: cloud firewall',
});

/** Names by id, in the order in which each framework lists them. */
export const TECHNIQUES: Readonly<Record<Framework, Readonly<Record<string, string>>>> = {
  attack: ATTACK,
  'owasp-2022': OWASP_2022,
  'owasp-2025': OWASP_2025,
  'threat-matrix': THREAT_MATRIX,
};

/** `K03 Overly permissive RBAC configurations`; the id alone where this catalogue has no name for it. */
export const techniqueText = (framework: Framework, id: string): string =>
  [id, TECHNIQUES[framework][id]].filter(Boolean).join(' ');
