import type {Resource} from '../kube/resources.js';
import {resourceCalled} from './resources.js';
import {splitWords} from './words.js';

/** A kubectl command as far as it is understood here. */
export interface KubectlCommand {
  verb: Verb;
  resource: Resource;
  names: readonly string[];
  namespace: string;
  /** What a label, an annotation or a scale is set to: words after the names. */
  changes: readonly string[];
  flags: Readonly<Record<string, string>>;
}

const VERBS = ['get', 'delete', 'patch', 'scale', 'label', 'annotate', 'cordon', 'uncordon', 'create'] as const;
export type Verb = (typeof VERBS)[number];

/** Flags that take a value, by every name that they have. */
const VALUED: Readonly<Record<string, string>> = {
  ...{'-n': 'namespace', '--namespace': 'namespace', '-p': 'patch', '--patch': 'patch', '--type': 'type'},
  ...{'--replicas': 'replicas', '--grace-period': 'grace-period', '-o': 'output', '--output': 'output'},
  ...{'-l': 'selector', '--selector': 'selector', '--from-literal': 'from-literal'},
};
const SWITCHES: readonly string[] = ['--now', '--force', '--all', '--overwrite', '--wait=false', '--ignore-not-found'];

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
  const onNodes = verb === 'cordon' || verb === 'uncordon';
  const objects = objectsIn(onNodes ? ['nodes', ...args] : args);
  if ('mistake' in objects) return objects;
  return {...objects, verb: verb as Verb, namespace: read.flags.namespace ?? 'default', flags: read.flags};
}

function withFlags(words: readonly string[]): {plain: string[]; flags: Record<string, string>} | {mistake: string} {
  const plain: string[] = [];
  const flags: Record<string, string> = {};
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const [name = '', ...rest] = word.split('=');
    const valued = VALUED[name];
    if (SWITCHES.includes(word)) flags[word.replace(/^--|=false$/g, '')] = 'true';
    else if (valued !== undefined) {
      const value = rest.length ? rest.join('=') : left.shift();
      if (value === undefined) return {mistake: `${word} needs a value`};
      flags[valued] = value;
    } else if (word.startsWith('-')) return {mistake: `the flag ${word} is not understood here`};
    else plain.push(word);
  }
  return {plain, flags};
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
