import {randomBytes} from 'node:crypto';
import {dirname, resolve} from 'node:path';
import type {Stage} from '../../events/words.js';
import {parseDuration} from '../../lib/duration.js';
import {messageOf, usageError} from '../../lib/errors.js';
import {readText} from '../../lib/files/read-text.js';
import {ownValue} from '../../lib/json/dictionary.js';
import {type ProxyServer, proxyFor} from '../../lib/net/proxy.js';
import {isBlank, Secret} from '../../lib/secret.js';
import {type Problem, problemLine, readYaml, type YamlFile} from '../../lib/yaml/yaml-file.js';
import {explainIssues} from '../../scenario/explain.js';
import type {SecretRef} from '../kit/config.js';
import type {LogPlaces} from './log-places.js';
import {placeProblems} from './log-problems.js';
import {type SourceConfig, StackFile} from './schema.js';
import {companionsOf} from './types.js';

/** A stack file, read: its secrets are behind functions and in no field. */
export interface Stack {
  file: string;
  title: string;
  /** Milliseconds by stage, replacing those of scenarios. */
  sla: Partial<Record<Stage, number>>;
  /** Each with an id of its own. */
  sources: (SourceConfig & {id: string})[];
  /** Where the logs of the cluster are kept, beside audit records. */
  logs: LogPlaces;
  secret(ref: SecretRef): Secret;
  text(path: string): string;
  /** The proxy that the environment names for a URL. */
  proxy(url: string): ProxyServer | undefined;
  /** Random: for senders that kubedrill itself tells where to post. */
  ownToken: Secret;
}

/**
 * Reads a stack file, and makes sure that everything it refers to is there.
 *
 * @throws DrillError (exit code 2) with every problem and its place.
 */
export function loadStack(file: string, env: NodeJS.ProcessEnv): Stack {
  const yaml = readYaml(file, {documents: 'one'});
  if (yaml.problems.length) throw invalidStack(yaml.problems);
  const parsed = StackFile.safeParse(yaml.values[0]);
  if (!parsed.success) throw invalidStack(explainIssues(yaml, yaml.values[0], parsed.error.issues));
  const resolver = new Resolver(dirname(file), env);
  const {title, sla, sources, logs} = parsed.data;
  const named = withIds(sources);
  const problems = [
    ...missing(yaml, resolver, yaml.values[0]),
    ...twice(yaml, named),
    ...taken(yaml, named),
    ...nowhere(yaml, named),
    ...placeProblems(yaml, named, logs),
  ];
  if (problems.length) throw invalidStack(problems);
  return {
    file,
    title,
    sla: Object.fromEntries(Object.entries(sla).map(([stage, text]) => [stage, parseDuration(text ?? '')])),
    sources: named,
    logs,
    secret: ref => resolver.secret(ref),
    text: path => resolver.text(path),
    proxy: url => proxyFor(url, env),
    ownToken: new Secret(randomBytes(24).toString('base64url')),
  };
}

const invalidStack = (problems: readonly Problem[]) =>
  usageError(problems.map(problemLine), [
    'correct these places; `kubedrill plan --stack FILE` checks a stack file without asking its sources',
  ]);

/** A source without an id has that of its type; several of a type are told apart by a number. */
function withIds(sources: readonly SourceConfig[]): (SourceConfig & {id: string})[] {
  const count = new Map<string, number>();
  return sources.map(source => {
    const nth = (count.get(source.type) ?? 0) + 1;
    count.set(source.type, nth);
    return {...source, id: source.id ?? (nth === 1 ? source.type : `${source.type}-${nth}`)};
  });
}

function twice(yaml: YamlFile, sources: readonly (SourceConfig & {id: string})[]): Problem[] {
  const ids = sources.map(source => [source.id, ...companionsOf(source).map(({id}) => id)]);
  return ids.flatMap((own, i) => {
    const before = new Set(ids.slice(0, i).flat());
    return own
      .filter(id => before.has(id))
      .map(id => yaml.at(['sources', i], `there are two sources ${id}: give one of them an id of its own`));
  });
}

/** Sources that there may be without a stack file, which are known by these ids. */
const OWN = ['audit-log', 'rules'];

const taken = (yaml: YamlFile, sources: readonly {id: string; type: string}[]): Problem[] =>
  sources.flatMap(({id, type}, i) =>
    OWN.includes(id) && id !== type
      ? [yaml.at(['sources', i, 'id'], `${id} is the id of one of kubedrill's own sources: give this one another`)]
      : [],
  );

/** Sources whose alerts go to a source that is not there, or that sees no alerts. */
const nowhere = (yaml: YamlFile, sources: readonly (SourceConfig & {id: string})[]): Problem[] =>
  sources.flatMap((source, i) => {
    const to = 'handsTo' in source ? source.handsTo : undefined;
    const others = sources.filter(other => other.id !== source.id && 'ignore' in other).map(other => other.id);
    if (to === undefined || others.includes(to)) return [];
    const known = others.length ? `it is one of ${others.join(', ')}` : 'there is none in this file';
    return [yaml.at(['sources', i, 'handsTo'], `${to} is not another source of alerts: ${known}`)];
  });

/** Looks up what a stack file only refers to. */
class Resolver {
  constructor(
    readonly base: string,
    readonly env: NodeJS.ProcessEnv,
  ) {}

  secret(ref: SecretRef): Secret {
    if (typeof ref !== 'string') return new Secret(this.text(ref.file).trim());
    // Exporting what a command printed exports its line end, too.
    return new Secret((ownValue(this.env, nameIn(ref)) ?? '').replace(/[\r\n]+$/, ''));
  }

  text(path: string): string {
    return readText(resolve(this.base, path));
  }
}

const nameIn = (ref: string): string => ref.slice(2, -1);

/** Keys whose text is the path of a file. */
const FILES = ['file', 'ca', 'certificate', 'key'];
/** Keys with lists of them. */
const FILE_LISTS = ['ruleFiles'];

/** A header may be called as one of them, and is none. */
const namesFile = (path: readonly PropertyKey[]): boolean => {
  const [within, key] = path.slice(-2).map(String);
  return FILE_LISTS.includes(within ?? '') || (FILES.includes(key ?? '') && within !== 'headers');
};

/** References that lead nowhere, or to what is not a credential, wherever in the file they stand. */
function missing(yaml: YamlFile, resolver: Resolver, value: unknown, path: readonly PropertyKey[] = []): Problem[] {
  if (typeof value === 'string') {
    const name = /^\$\{(\w+)\}$/.exec(value) ? nameIn(value) : undefined;
    if (name !== undefined && !ownValue(resolver.env, name))
      return [yaml.at(path, `the environment variable ${name} is not set`)];
    if (name !== undefined) return useless(yaml, resolver, value, path);
    return namesFile(path) ? unreadable(yaml, resolver, value, path) : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, within]) =>
    missing(yaml, resolver, within, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  const isFileOf = Object.keys(value).join() === 'file' && !inner.length;
  return isFileOf ? useless(yaml, resolver, value as {file: string}, path) : inner;
}

/** A credential that is blank lets anybody in, or nobody; one with control characters fits into no header. */
function useless(yaml: YamlFile, resolver: Resolver, ref: SecretRef, path: readonly PropertyKey[]): Problem[] {
  const secret = resolver.secret(ref);
  const named = typeof ref === 'string' ? nameIn(ref) : ref.file;
  if (isBlank(secret)) return [yaml.at(path, `${named} is blank: it must hold a credential`)];
  return /\p{Cc}/u.test(secret.reveal())
    ? [yaml.at(path, `${named} holds control characters, such as a line end`)]
    : [];
}

function unreadable(yaml: YamlFile, resolver: Resolver, file: string, path: readonly PropertyKey[]): Problem[] {
  try {
    resolver.text(file);
    return [];
  } catch (error) {
    return [yaml.at(path, `${file} cannot be read: ${whyNot(error)}`)];
  }
}

/** A file that cannot be opened by the word that the system has for it; one that is not text in words. */
const whyNot = (error: unknown): string => {
  const cause = (error as Error).cause as NodeJS.ErrnoException | undefined;
  return cause?.code ?? messageOf(error);
};
