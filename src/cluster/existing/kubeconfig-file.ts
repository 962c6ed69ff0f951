import {z} from 'zod';
import {DrillError, environmentError, messageOf} from '../../lib/errors.js';
import {readText} from '../../lib/files/read-text.js';
import {firstIssue} from '../../lib/yaml/issue-words.js';
import {parseYaml} from '../../lib/yaml/yaml-file.js';

const text = z.string().nullish();
const texts = z.array(z.string()).nullish();

const Cluster = z.looseObject({
  server: text,
  'certificate-authority': text,
  'certificate-authority-data': text,
  'insecure-skip-tls-verify': z.boolean().nullish(),
  'tls-server-name': text,
  'proxy-url': text,
});

/** A program that says who asks. @see https://kubernetes.io/docs/reference/config-api/client-authentication.v1/ */
const Exec = z.looseObject({
  apiVersion: text,
  command: text,
  args: texts,
  env: z.array(z.looseObject({name: z.string(), value: text})).nullish(),
  installHint: text,
  provideClusterInfo: z.boolean().nullish(),
  interactiveMode: text,
});

const User = z.looseObject({
  'client-certificate': text,
  'client-certificate-data': text,
  'client-key': text,
  'client-key-data': text,
  token: text,
  tokenFile: text,
  as: text,
  'as-uid': text,
  'as-groups': texts,
  'as-user-extra': z.record(z.string(), z.array(z.string())).nullish(),
  username: text,
  password: text,
  'auth-provider': z.looseObject({name: z.string(), config: z.record(z.string(), z.unknown()).nullish()}).nullish(),
  exec: Exec.nullish(),
});

const Context = z.looseObject({cluster: text, user: text, namespace: text});

const listOf = <S extends z.ZodType>(key: string, schema: S) =>
  z.array(z.looseObject({name: z.string(), [key]: schema.nullish()})).nullish();

const Config = z.looseObject({
  clusters: listOf('cluster', Cluster),
  users: listOf('user', User),
  contexts: listOf('context', Context),
});

/** A cluster of a kubeconfig, as it stands in its file. */
export type ClusterEntry = z.output<typeof Cluster>;
/** A user, as it stands in its file. */
export type UserEntry = z.output<typeof User>;
/** How a user's credentials are got by a program. */
export type ExecEntry = z.output<typeof Exec>;
/** A context, as it stands in its file. */
export type ContextEntry = z.output<typeof Context>;

/** What one file names. */
export interface KubeconfigFile {
  file: string;
  clusters: Map<string, ClusterEntry>;
  users: Map<string, UserEntry>;
  contexts: Map<string, ContextEntry>;
}

/**
 * Reads one file of a kubeconfig as kubectl does: an empty one names nothing, unknown keys are left alone, and a name that
 * stands twice in one list is an error.
 *
 * @throws DrillError (exit code 3) that names this file; no value of it is quoted.
 */
export function readKubeconfigFile(file: string): KubeconfigFile {
  try {
    const config = configIn(file) ?? {};
    const found = Config.safeParse(config);
    if (!found.success) throw new Error(firstIssue(found.error, config));
    const {clusters, users, contexts} = found.data;
    return {
      file,
      clusters: byName('cluster', clusters as Named[]),
      users: byName('user', users as Named[]),
      contexts: byName('context', contexts as Named[]),
    } as KubeconfigFile;
  } catch (error) {
    if (error instanceof DrillError) throw error;
    throw environmentError(`the kubeconfig ${file} cannot be read: ${messageOf(error)}`, [
      `\`kubectl config view --kubeconfig ${file}\``,
    ]);
  }
}

function configIn(file: string): unknown {
  const yaml = parseYaml(textOf(file), file, {repeatedKeys: 'last counts', documents: 'first counts'});
  const [wrong] = yaml.problems;
  // The rest of the message may name what stands there, in the place of which a token may be.
  if (wrong) throw new Error(`it is not YAML that can be read: line ${wrong.line}, column ${wrong.column}`);
  const [value] = yaml.values;
  const {kind, apiVersion} = (value ?? {}) as {kind?: unknown; apiVersion?: unknown};
  if (kind && kind !== 'Config') throw new Error(`it is a ${String(kind)}, not a Config`);
  if (apiVersion && apiVersion !== 'v1') throw new Error(`its apiVersion is ${String(apiVersion)}, not v1`);
  return value;
}

function textOf(file: string): string {
  try {
    return readText(file);
  } catch (error) {
    if (error instanceof DrillError) throw error;
    throw new Error(`it ${messageOf(error)}`);
  }
}

type Named = {name: string} & Record<string, unknown>;

function byName(kind: string, list: readonly Named[] | null | undefined): Map<string, unknown> {
  const named = new Map<string, unknown>();
  for (const entry of list ?? []) {
    if (named.has(entry.name)) throw new Error(`it names the ${kind} ${entry.name} twice`);
    named.set(entry.name, entry[kind] ?? {});
  }
  return named;
}
