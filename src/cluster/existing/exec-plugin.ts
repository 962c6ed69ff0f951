import {stripVTControlCharacters} from 'node:util';
import {execa} from 'execa';
import {z} from 'zod';
import {type DrillError, environmentError} from '../../lib/errors.js';
import type {CredentialSource, RenewedCredential} from '../api/renewed.js';
import type {ClusterEntry, ExecEntry} from './kubeconfig-file.js';

const VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];
/** Some open a browser, and wait for a person. */
const TIMEOUT_MS = 60_000;
const MOST_OUTPUT = 1024 * 1024;
/** At most this much of a plugin's output is reported. */
const TOLD = 1000;

const Credential = z.looseObject({
  apiVersion: z.string(),
  kind: z.literal('ExecCredential'),
  status: z.looseObject({
    token: z.string().nullish(),
    clientCertificateData: z.string().nullish(),
    clientKeyData: z.string().nullish(),
    expirationTimestamp: z.string().nullish(),
  }),
});

/** For whom a plugin is asked. */
interface Asking {
  user: string;
  cluster: ClusterEntry;
  env: NodeJS.ProcessEnv;
}

/**
 * A credential plugin, run as kubectl runs it: again when what it gave has expired or was refused.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 */
export function execCredential(exec: ExecEntry, asking: Asking): CredentialSource {
  let given: Promise<{credential: RenewedCredential; until: number}> | undefined;
  return {
    expire: () => {
      given = undefined;
    },
    async credential() {
      const last = await given?.catch(() => undefined);
      if (!last || last.until <= Date.now()) given = run(exec, asking);
      const {credential} = await (given as NonNullable<typeof given>);
      return credential;
    },
  };
}

async function run(exec: ExecEntry, asking: Asking) {
  const command = exec.command ?? '';
  const plugin = `the credential plugin ${command} of user ${asking.user}`;
  const hint = exec.installHint ? [printable(exec.installHint)] : [];
  const wrong = unfit(exec);
  if (wrong) throw environmentError(`${plugin} cannot be run: ${wrong}`, ['`kubectl config view`']);
  const ended = await execa(command, exec.args ?? [], {
    reject: false,
    stdin: 'ignore',
    timeout: TIMEOUT_MS,
    maxBuffer: MOST_OUTPUT,
    killDescendants: true,
    forceKillAfterDelay: 2000,
    env: environmentOf(exec, asking),
    extendEnv: false,
  });
  if (ended.code === 'ENOENT') throw environmentError(`${plugin} is not installed`, hint);
  if (ended.failed) throw failed(plugin, ended, hint);
  return credentialIn(ended.stdout, exec, plugin);
}

function unfit({command, apiVersion, interactiveMode}: ExecEntry): string | undefined {
  if (!command) return 'it has no command';
  if (!VERSIONS.includes(apiVersion ?? '')) return `its apiVersion is not one of ${VERSIONS.join(', ')}`;
  if (interactiveMode === 'Always') return 'it needs a terminal (interactiveMode: Always), which a drill does not have';
  if (apiVersion === VERSIONS[0] && !interactiveMode) return 'v1 needs interactiveMode';
  return undefined;
}

function environmentOf(exec: ExecEntry, {cluster, env}: Asking): NodeJS.ProcessEnv {
  const info = {
    apiVersion: exec.apiVersion,
    kind: 'ExecCredential',
    spec: {interactive: false, ...(exec.provideClusterInfo && {cluster: clusterInfo(cluster)})},
  };
  const own = Object.fromEntries((exec.env ?? []).map(({name, value}) => [name, value ?? '']));
  return {...env, KUBERNETES_EXEC_INFO: JSON.stringify(info), ...own};
}

const clusterInfo = (cluster: ClusterEntry) => ({
  server: cluster.server,
  'tls-server-name': cluster['tls-server-name'] ?? undefined,
  'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'] ?? undefined,
  'certificate-authority-data': cluster['certificate-authority-data'] ?? undefined,
  'proxy-url': cluster['proxy-url'] ?? undefined,
  config: configIn(cluster),
});

/** What a distribution put beside a cluster for its plugin. */
function configIn(cluster: ClusterEntry): unknown {
  const {extensions} = cluster as {extensions?: {name?: string; extension?: unknown}[]};
  const named = Array.isArray(extensions) ? extensions : [];
  return named.find(({name}) => name === 'client.authentication.k8s.io/exec')?.extension ?? null;
}

interface Ended {
  exitCode?: number | undefined;
  signal?: string | undefined;
  timedOut: boolean;
  isMaxBuffer: boolean;
  code?: string | undefined;
  stderr: string;
}

/** What it wrote to stdout is not told: a credential may stand there. */
function failed(
  plugin: string,
  {exitCode, signal, timedOut, isMaxBuffer, code, stderr}: Ended,
  hint: string[],
): DrillError {
  const how = timedOut
    ? `did not end within ${TIMEOUT_MS / 1000} s`
    : isMaxBuffer
      ? 'wrote more than 1 MiB'
      : exitCode !== undefined
        ? `failed with exit code ${exitCode}`
        : signal
          ? `was ended by ${signal}`
          : `cannot be run (${code ?? 'unknown reason'})`;
  const said = printable(stderr);
  return environmentError(`${plugin} ${how}${said ? `: ${said}` : ''}`, hint);
}

function credentialIn(stdout: string, exec: ExecEntry, plugin: string) {
  const answer = Credential.safeParse(parsed(stdout));
  if (!answer.success) throw environmentError(`${plugin} did not print an ExecCredential with a status`);
  const {apiVersion, status} = answer.data;
  if (apiVersion !== exec.apiVersion) {
    throw environmentError(`${plugin} is asked for ${exec.apiVersion} and prints ${printable(apiVersion)}`);
  }
  const {token, clientCertificateData: cert, clientKeyData: key, expirationTimestamp} = status;
  if (!token && !(cert && key))
    throw environmentError(`${plugin} printed neither a token nor a certificate with its key`);
  const until = Date.parse(expirationTimestamp ?? '');
  return {
    credential: {...(token && {headers: {Authorization: `Bearer ${token}`}}), ...(cert && key && {cert, key})},
    until: Number.isNaN(until) ? Number.POSITIVE_INFINITY : until,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const printable = (text: string): string => {
  const line = stripVTControlCharacters(text)
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim();
  return line.length > TOLD ? `${line.slice(0, TOLD)}…` : line;
};
