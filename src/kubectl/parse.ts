import type {Resource} from '../kube/resources.js';
import {resourceCalled} from './resources.js';
import {splitWords} from './words.js';

/** A kubectl command as far as it is understood here. */
export interface KubectlCommand {
  verb: Verb;
  resource: Resource;
  names: readonly string[];
  namespace: string;
  /** What a label, an annotation or a scale is set to: words after the names. Of `auth can-i` the verb that is asked about. */
  changes: readonly string[];
  flags: Readonly<Record<string, string>>;
}

const VERBS = [
  ...(['get', 'describe', 'logs', 'delete', 'patch', 'scale', 'label', 'annotate', 'cordon', 'uncordon'] as const),
  ...(['create', 'auth'] as const),
] as const;
export type Verb = (typeof VERBS)[number];

/** Flags that take a value, by every name that they have. */
const VALUED: Readonly<Record<string, string>> = {
  ...{'-n': 'namespace', '--namespace': 'namespace', '-p': 'patch', '--patch': 'patch', '--type': 'type'},
  ...{'--replicas': 'replicas', '--grace-period': 'grace-period', '-o': 'output', '--output': 'output'},
  ...{'-l': 'selector', '--selector': 'selector', '--from-literal': 'from-literal', '--as': 'as', '--tail': 'tail'},
};
const SWITCHES: Readonly<Record<string, string>> = {
  ...{'--now': 'now', '--force': 'force', '--all': 'all', '--overwrite': 'overwrite', '--wait=false': 'wait'},
  ...{'--ignore-not-found': 'ignore-not-found', '-A': 'all-namespaces', '--all-namespaces': 'all-namespaces'},
};

/**
 * Reads one line as kubectl would.
 *
 * @param variables of the shell, without `$`
 * @returns undefined for a line with nothing but a comment
 */
export function parseKubectl(
  line: string,
  variables: Readonly<Record<string, string>>,
): KubectlCommand | {mistake: string} | undefined {
  const split = splitWords(line, variables);
  if ('mistake' in split) return split;
  const [program, ...words] = split.words;
  if (program === undefined) return undefined;
  if (program !== 'kubectl') return {mistake: `${program} is not kubectl: one kubectl command a line`};
  const read = withFlags(words);
  if ('mistake' in read) return read;
  const [verb = '', ...args] = read.plain;
  if (!VERBS.some(known => known === verb))
    return {mistake: `kubectl ${verb} is not understood here; ${VERBS.join(', ')} are`};
  if (verb === 'auth' && args[0] !== 'can-i') return {mistake: 'of kubectl auth only can-i is understood here'};
  const asked = verb === 'auth' ? args.splice(0, 2).slice(1) : [];
  const implied = IMPLIED[verb];
  const objects = objectsIn(implied === undefined ? args : [implied, ...args]);
  if ('mistake' in objects) return objects;
  return {
    ...objects,
    ...(asked.length && {changes: asked}),
    verb: verb as Verb,
    namespace: read.flags.namespace ?? 'default',
    flags: read.flags,
  };
}

/** What verbs are about that do not say so. */
const IMPLIED: Readonly<Record<string, string | undefined>> = {cordon: 'nodes', uncordon: 'nodes', logs: 'pods'};

function withFlags(words: readonly string[]): {plain: string[]; flags: Record<string, string>} | {mistake: string} {
  const plain: string[] = [];
  const flags: Record<string, string> = {};
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const flag = word.startsWith('-') ? flagOf(word, left) : undefined;
    if (!flag) plain.push(word);
    else if ('mistake' in flag) return flag;
    else flags[flag.name] = flag.value;
  }
  return {plain, flags};
}

/** What a flag is called, and set to; its value may be the next word, which is taken from what is left. */
function flagOf(word: string, left: string[]): {name: string; value: string} | {mistake: string} {
  const [own = '', ...rest] = word.split('=');
  if (Object.hasOwn(SWITCHES, word)) return {name: SWITCHES[word] ?? word, value: 'true'};
  if (Object.hasOwn(VALUED, own)) {
    const value = rest.length ? rest.join('=') : left.shift();
    return value === undefined ? {mistake: `${word} needs a value`} : {name: VALUED[own] ?? own, value};
  }
  // `-nshop`, `-oyaml`
  const short = word.slice(0, 2);
  if (/^-[nol][^=-]/.test(word)) return {name: VALUED[short] ?? short, value: word.slice(2)};
  return {mistake: `the flag ${word} is not understood here`};
}

/** `pod a b`, `pod/a`, and behind them what is to be changed, such as `app=x` or `app-`. */
function objectsIn(
  args: readonly string[],
): Pick<KubectlCommand, 'resource' | 'names' | 'changes'> | {mistake: string} {
  const changes = args.filter((arg, index) => index > 0 && (arg.includes('=') || arg.endsWith('-')));
  const [first = '', ...others] = args.filter(arg => !changes.includes(arg));
  const [type = '', name] = first.split('/');
  const resource = resourceCalled(type);
  if (!type) return {mistake: 'it does not say which kind of object'};
  if (!resource) return {mistake: `the server does not have a resource type "${type}"`};
  const names = name === undefined ? others : [name, ...others.map(other => other.split('/').at(-1) ?? other)];
  return {resource, names, changes};
}
