import {isMap, type KubeObject} from '../objects.js';

/** Levels of Pod Security, by namespace label. */
export type PodSecurityLevel = 'privileged' | 'baseline' | 'restricted';

interface Container {
  name?: string;
  securityContext?: {
    privileged?: boolean;
    allowPrivilegeEscalation?: boolean;
    runAsNonRoot?: boolean;
    runAsUser?: number;
    capabilities?: {add?: string[]; drop?: string[]};
    seccompProfile?: {type?: string};
  };
  ports?: {hostPort?: number}[];
}

interface PodSpec {
  containers?: Container[];
  initContainers?: Container[];
  ephemeralContainers?: Container[];
  hostNetwork?: boolean;
  hostPID?: boolean;
  hostIPC?: boolean;
  volumes?: Record<string, unknown>[];
  securityContext?: Container['securityContext'];
}

/** Capabilities that baseline allows to add. */
const BASELINE_CAPABILITIES = [
  ...['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP'],
  ...['SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'],
];

/** The level that a namespace enforces, audits or warns of. */
export function levelOf(namespace: KubeObject | undefined, mode: 'enforce' | 'audit' | 'warn'): PodSecurityLevel {
  const label = namespace?.metadata.labels?.[`pod-security.kubernetes.io/${mode}`];
  return label === 'baseline' || label === 'restricted' ? label : 'privileged';
}

/**
 * What of a pod violates a level, in the words of the admission plugin; empty when nothing does. The controls of the
 * standards that scenarios use are here; the rest (sysctls, SELinux, AppArmor, volume types) is not simulated.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export function violations(pod: unknown, level: PodSecurityLevel): string[] {
  if (level === 'privileged') return [];
  const spec: PodSpec = (isMap(pod) && isMap(pod.spec) ? pod.spec : {}) as PodSpec;
  const containers = [...(spec.initContainers ?? []), ...(spec.containers ?? []), ...(spec.ephemeralContainers ?? [])];
  const found = [
    ...hostNamespaces(spec),
    ...hostPaths(spec),
    ...privileged(containers),
    ...capabilities(containers),
    ...hostPorts(containers),
  ];
  return level === 'baseline' ? found : [...found, ...restricted(spec, containers)];
}

function hostNamespaces(spec: PodSpec): string[] {
  const used = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter(key => spec[key]).map(key => `${key}=true`);
  return used.length ? [`host namespaces (${used.join(', ')})`] : [];
}

function hostPaths(spec: PodSpec): string[] {
  const names = (spec.volumes ?? []).filter(v => v.hostPath).map(v => String(v.name));
  return names.length ? [`hostPath volumes (${plural('volume', names)})`] : [];
}

const privileged = (containers: readonly Container[]): string[] =>
  named(containers, c => c.securityContext?.privileged === true).map(
    who => `privileged (${who} must not set securityContext.privileged=true)`,
  );

function capabilities(containers: readonly Container[]): string[] {
  const extra = (c: Container) =>
    (c.securityContext?.capabilities?.add ?? []).filter(a => !BASELINE_CAPABILITIES.includes(a));
  const added = [...new Set(containers.flatMap(extra))].map(name => `"${name}"`).join(', ');
  return named(containers, c => extra(c).length > 0).map(
    who => `non-default capabilities (${who} must not include ${added} in securityContext.capabilities.add)`,
  );
}

function hostPorts(containers: readonly Container[]): string[] {
  const ports = containers.flatMap(c => c.ports ?? []).flatMap(p => (p.hostPort ? [p.hostPort] : []));
  return named(containers, c => c.ports?.some(p => p.hostPort) ?? false).map(
    who => `hostPort (${who} uses hostPort${ports.length > 1 ? 's' : ''} ${ports.join(', ')})`,
  );
}

function restricted(spec: PodSpec, containers: readonly Container[]): string[] {
  const pod = spec.securityContext;
  const escalating = named(containers, c => c.securityContext?.allowPrivilegeEscalation !== false);
  const keeping = named(containers, c => !c.securityContext?.capabilities?.drop?.includes('ALL'));
  const root = containers.some(c => (c.securityContext?.runAsNonRoot ?? pod?.runAsNonRoot) !== true);
  const seccomp = containers.some(c => (c.securityContext?.seccompProfile ?? pod?.seccompProfile)?.type === undefined);
  const who = named(containers, () => true)[0] ?? 'pod';
  return [
    ...escalating.map(
      w => `allowPrivilegeEscalation != false (${w} must set securityContext.allowPrivilegeEscalation=false)`,
    ),
    ...keeping.map(w => `unrestricted capabilities (${w} must set securityContext.capabilities.drop=["ALL"])`),
    ...(root ? [`runAsNonRoot != true (pod or ${who} must set securityContext.runAsNonRoot=true)`] : []),
    ...(seccomp
      ? [
          `seccompProfile (pod or ${who} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")`,
        ]
      : []),
  ];
}

/** `container "c"` or `containers "a", "b"`: one sentence for all of them; none when no container is concerned. */
function named(containers: readonly Container[], concerned: (c: Container) => boolean): string[] {
  const names = containers.filter(concerned).map(c => c.name ?? '');
  return names.length ? [plural('container', names)] : [];
}

const plural = (word: string, names: readonly string[]): string =>
  `${word}${names.length > 1 ? 's' : ''} ${names.map(name => `"${name}"`).join(', ')}`;
