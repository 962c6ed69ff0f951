import {posix} from 'node:path';
import {z} from 'zod';
import {parseYaml} from '../../lib/yaml/yaml-file.js';

/** What a path inside of one thing is outside of it, from the longest mount that it is below. */
export function throughMounts(path: string, mounts: readonly {inside: string; outside: string}[]): string | undefined {
  const below = mounts
    .map(mount => ({...mount, rest: posix.relative(mount.inside, path)}))
    .filter(({rest}) => !rest.startsWith('..') && !posix.isAbsolute(rest))
    .sort((a, b) => b.inside.length - a.inside.length)[0];
  return below && (below.rest ? posix.join(below.outside, below.rest) : below.outside);
}

/** Flags of an API server by their names, and what is mounted into it from its node. */
export interface ApiServerConfig {
  flags: ReadonlyMap<string, string>;
  mounts: readonly {inside: string; outside: string}[];
}

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
/** A map up to kubeadm's v1beta3, a list from v1beta4 on. */
const ExtraArgs = z.union([
  z
    .array(z.looseObject({name: z.string(), value: text}))
    .transform(list => list.map(({name, value}): [string, string] => [name, value])),
  z.record(z.string(), text).transform(map => Object.entries(map)),
]);
const ClusterConfiguration = z.looseObject({
  kind: z.literal('ClusterConfiguration'),
  apiServer: z
    .looseObject({
      extraArgs: ExtraArgs.nullish(),
      extraVolumes: z.array(z.looseObject({hostPath: z.string(), mountPath: z.string()})).nullish(),
    })
    .nullish(),
});

type ApiServer = NonNullable<z.output<typeof ClusterConfiguration>['apiServer']>;

/** What kubeadm patches of a kind configuration say of the API server, later ones over earlier ones. */
export function configOfPatches(patches: readonly string[]): ApiServerConfig {
  const documents = patches.flatMap(patch => parseYaml(patch, 'kubeadm patch').values);
  const found: ApiServer[] = documents.flatMap(value => {
    const apiServer = ClusterConfiguration.safeParse(value).data?.apiServer;
    return apiServer ? [apiServer] : [];
  });
  return {
    flags: new Map(found.flatMap(({extraArgs}) => extraArgs ?? [])),
    mounts: found
      .flatMap(({extraVolumes}) => extraVolumes ?? [])
      .map(({hostPath, mountPath}) => ({inside: mountPath, outside: hostPath})),
  };
}

const StaticPod = z.looseObject({
  spec: z.looseObject({
    containers: z.array(
      z.looseObject({
        command: z.array(z.string()).default([]),
        args: z.array(z.string()).default([]),
        volumeMounts: z.array(z.looseObject({name: z.string(), mountPath: z.string()})).default([]),
      }),
    ),
    volumes: z
      .array(z.looseObject({name: z.string(), hostPath: z.looseObject({path: z.string()}).optional()}))
      .default([]),
  }),
});

/** What the manifest of a running API server says; undefined when it is none. */
export function configOfManifest(manifest: string): ApiServerConfig | undefined {
  const pod = StaticPod.safeParse(parseYaml(manifest, 'kube-apiserver.yaml').values[0]).data;
  if (!pod) return undefined;
  const {containers, volumes} = pod.spec;
  const words = containers.flatMap(({command, args}) => [...command, ...args]);
  const hostPaths = new Map(volumes.map(({name, hostPath}) => [name, hostPath?.path]));
  return {
    flags: new Map(
      words.flatMap(
        word => [/^--([^=]+)=(.*)$/s.exec(word)?.slice(1) ?? []].filter(f => f.length) as [string, string][],
      ),
    ),
    mounts: containers.flatMap(({volumeMounts}) =>
      volumeMounts.flatMap(({name, mountPath}) => {
        const outside = hostPaths.get(name);
        return outside === undefined ? [] : [{inside: mountPath, outside}];
      }),
    ),
  };
}

/** Where the audit log and its policy stand in the node. */
export interface AuditPaths {
  log: string;
  policy: string;
}

/** The paths in the node, or why there are none, in words that go on after a name. */
export function auditPathsOf({flags, mounts}: ApiServerConfig): AuditPaths | string {
  const [log, policy] = [flags.get('audit-log-path'), flags.get('audit-policy-file')];
  if (!log) return 'writes no audit log: its API server has no audit-log-path';
  if (log === '-') return 'writes its audit log to standard output (audit-log-path: "-"), where it cannot be followed';
  if (!policy) return 'has no audit policy: without audit-policy-file its API server logs nothing';
  const nodeLog = throughMounts(log, mounts);
  if (nodeLog === undefined)
    return `writes ${log} inside the API server's pod: no extraVolume mounts its folder from the node`;
  const nodePolicy = throughMounts(policy, mounts);
  if (nodePolicy === undefined)
    return `has its policy at ${policy}, which no extraVolume mounts into the API server's pod`;
  return {log: nodeLog, policy: nodePolicy};
}
