import {existsSync} from 'node:fs';
import {delimiter, dirname, join, resolve} from 'node:path';
import {type Cluster, KubeConfig, type User} from '@kubernetes/client-node';
import {environmentError, usageError} from '../../lib/errors.js';
import {homeOf} from '../../lib/files/user-folders.js';
import {proxyFor} from '../../lib/net/proxy.js';
import {nearest} from '../../lib/text/suggest.js';
import {type CredentialSource, OWN_PROVIDER, renewBy} from '../api/renewed.js';
import {IN_CLUSTER} from '../request.js';
import {execCredential} from './exec-plugin.js';
import {inClusterConfig} from './in-cluster.js';
import {
  type ClusterEntry,
  type ExecEntry,
  type KubeconfigFile,
  readKubeconfigFile,
  type UserEntry,
} from './kubeconfig-file.js';
import {tokenFileCredential} from './token-file.js';

/** A kubeconfig with one context chosen, and what of it people should know. */
export interface ChosenContext {
  config: KubeConfig;
  /** Where a name of the context stands in several files. */
  collisions: string[];
}

/**
 * The user's kubeconfig with one of its contexts chosen, in memory: the files are read as kubectl reads them, and never
 * written. The first file that has a name says what it is.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#merging-kubeconfig-files
 * @throws DrillError: 3 when there is no kubeconfig, or what the context names is not in it; 2 for a context that it does not
 *   have.
 */
export function kubeConfigFor(context: string, env: NodeJS.ProcessEnv): ChosenContext {
  if (context === IN_CLUSTER) return {config: inClusterConfig(env), collisions: []};
  const files = filesOf(env).map(readKubeconfigFile);
  const chosen = find(files, 'contexts', context);
  if (!chosen) throw unknownContext(context, [...new Set(files.flatMap(file => [...file.contexts.keys()]))]);
  const [clusterName, userName] = [chosen.entry.cluster ?? '', chosen.entry.user ?? ''];
  const cluster = find(files, 'clusters', clusterName);
  if (!cluster?.entry.server)
    throw lacking(context, chosen.file, `the cluster ${clusterName}`, cluster && 'has no server');
  const user = userName ? find(files, 'users', userName) : undefined;
  if (userName && !user) throw lacking(context, chosen.file, `the user ${userName}`);
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [clusterOf(clusterName, cluster.entry, cluster.file, env)],
    users: [userOf(userName, user?.entry ?? {}, user?.file ?? chosen.file)],
    contexts: [{name: context, cluster: clusterName, user: userName, namespace: chosen.entry.namespace ?? undefined}],
    currentContext: context,
  });
  const source = user && sourceOf(userName, user, cluster.entry, env);
  if (source) renewBy(config, source);
  return {config, collisions: [...collisions(files, 'clusters', clusterName), ...collisions(files, 'users', userName)]};
}

type Kind = 'clusters' | 'users' | 'contexts';
type Entry<K extends Kind> = KubeconfigFile[K] extends Map<string, infer E> ? E : never;

function find<K extends Kind>(files: readonly KubeconfigFile[], kind: K, name: string) {
  const first = files.find(file => file[kind].has(name));
  return first && {file: first.file, entry: first[kind].get(name) as Entry<K>};
}

/** A context of one file may mean a cluster of that file, and get that of another. */
function collisions(files: readonly KubeconfigFile[], kind: Kind, name: string): string[] {
  const all = files.filter(file => file[kind].has(name)).map(file => file.file);
  const what = kind.slice(0, -1);
  return all.length > 1 ? [`the ${what} ${name} is in ${all.join(' and ')}: the first counts, as for kubectl`] : [];
}

/** The files that kubectl would read, in its order. Without HOME, the home that the system knows. */
function filesOf(env: NodeJS.ProcessEnv): string[] {
  const named = [...new Set((env.KUBECONFIG ?? '').split(delimiter).filter(Boolean))];
  const home = (process.platform === 'win32' && env.USERPROFILE) || homeOf(env);
  const files = named.length ? named : [join(home, '.kube', 'config')];
  const there = files.filter(file => existsSync(file));
  if (there.length) return there;
  const missing = named.length
    ? `KUBECONFIG names ${named.join(' and ')}, which is not there`
    : 'there is no kubeconfig';
  throw environmentError(missing, ['set KUBECONFIG, or have one at ~/.kube/config']);
}

const beside = (file: string, path: string | null | undefined): string | undefined =>
  path ? resolve(dirname(file), path) : undefined;

function clusterOf(name: string, entry: ClusterEntry, file: string, env: NodeJS.ProcessEnv): Cluster {
  const server = (entry.server ?? '').replace(/\/$/, '');
  if (!/^https?:\/\//.test(server) || !URL.canParse(server)) {
    throw environmentError(`the cluster ${name} of ${file} has no URL as its server`, ['`kubectl config view`']);
  }
  const proxy = entry['proxy-url'] ? undefined : proxyFor(server, env);
  if (proxy?.wrong !== undefined) throw environmentError(proxy.wrong);
  const proxyUrl = entry['proxy-url'] || proxy?.url;
  const caFile = beside(file, entry['certificate-authority']);
  return {
    name,
    server,
    // Without TLS there is nothing to verify, and the library wants that said.
    skipTLSVerify: entry['insecure-skip-tls-verify'] === true || server.startsWith('http:'),
    // Data win over a file, as for kubectl.
    ...(entry['certificate-authority-data'] ? {caData: entry['certificate-authority-data']} : caFile && {caFile}),
    ...(entry['tls-server-name'] && {tlsServerName: entry['tls-server-name']}),
    ...(proxyUrl && {proxyUrl}),
  };
}

function userOf(name: string, entry: UserEntry, file: string): User {
  const certFile = beside(file, entry['client-certificate']);
  const keyFile = beside(file, entry['client-key']);
  const ownProvider = entry.exec || entry.tokenFile || entry.as ? {name: OWN_PROVIDER, config: {}} : undefined;
  return {
    name,
    ...(entry['client-certificate-data'] ? {certData: entry['client-certificate-data']} : certFile && {certFile}),
    ...(entry['client-key-data'] ? {keyData: entry['client-key-data']} : keyFile && {keyFile}),
    ...(entry.token && !entry.tokenFile && {token: entry.token}),
    ...(entry.username && {username: entry.username, password: entry.password ?? ''}),
    authProvider: ownProvider ?? entry['auth-provider'] ?? undefined,
  } as User;
}

/** What has to be asked for a user's credentials again and again; undefined where all of them stand in the file. */
function sourceOf(
  name: string,
  {entry, file}: {entry: UserEntry; file: string},
  cluster: ClusterEntry,
  env: NodeJS.ProcessEnv,
): CredentialSource | undefined {
  const impersonated = impersonation(entry);
  const tokenFile = beside(file, entry.tokenFile);
  const inner = tokenFile
    ? tokenFileCredential(tokenFile, entry.token ?? undefined)
    : entry.exec && !entry.token
      ? execCredential(withPath(entry.exec, file), {user: name, cluster, env})
      : undefined;
  if (!inner && !Object.keys(impersonated).length) return undefined;
  return {
    expire: () => inner?.expire(),
    credential: async () => {
      const got = await inner?.credential();
      return {...got, headers: {...got?.headers, ...impersonated}};
    },
  };
}

/** A command with a separator in it is looked for beside the kubeconfig, any other on PATH. */
const withPath = (exec: ExecEntry, file: string): ExecEntry =>
  exec.command && /[\\/]/.test(exec.command) ? {...exec, command: beside(file, exec.command)} : exec;

function impersonation(entry: UserEntry): Record<string, string | string[]> {
  if (!entry.as) return {};
  const extra = Object.entries(entry['as-user-extra'] ?? {}).map(([key, values]) => [
    `Impersonate-Extra-${encodeURIComponent(key)}`,
    values,
  ]);
  return {
    'Impersonate-User': entry.as,
    ...(entry['as-uid'] && {'Impersonate-Uid': entry['as-uid']}),
    ...(entry['as-groups']?.length && {'Impersonate-Group': entry['as-groups']}),
    ...Object.fromEntries(extra),
  };
}

function unknownContext(context: string, known: readonly string[]) {
  const near = nearest(context, known);
  const next = near ? [`did you mean ${near}?`] : [`contexts: ${known.join(', ') || 'none'}`];
  return usageError(`the kubeconfig has no context ${context}`, next);
}

const lacking = (context: string, file: string, what: string, how = 'is in no file of the kubeconfig') =>
  environmentError(`the context ${context} of ${file} names ${what}, which ${how}`, ['`kubectl config view`']);
