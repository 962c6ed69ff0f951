import {existsSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {KubeConfig} from '@kubernetes/client-node';
import {environmentError, messageOf, usageError} from '../../lib/errors.js';
import {nearest} from '../../lib/suggest.js';

/**
 * The user's kubeconfig with one of its contexts chosen, in memory: the files are read and never written.
 *
 * @throws DrillError: 3 when there is no kubeconfig, 2 for a context that it does not have.
 */
export function kubeConfigFor(context: string, env: NodeJS.ProcessEnv): KubeConfig {
  const config = new KubeConfig();
  const [first, ...others] = filesOf(env);
  if (first === undefined) {
    throw environmentError('there is no kubeconfig', ['set KUBECONFIG, or have one at ~/.kube/config']);
  }
  try {
    config.loadFromFile(first);
    for (const file of others) {
      const more = new KubeConfig();
      more.loadFromFile(file);
      config.mergeConfig(more, true);
    }
  } catch (error) {
    throw environmentError(`the kubeconfig ${first} cannot be read: ${messageOf(error)}`, ['`kubectl config view`']);
  }
  const known = config.getContexts().map(c => c.name);
  if (!known.includes(context)) throw unknownContext(context, known);
  config.setCurrentContext(context);
  return config;
}

/** The files that kubectl would read, in its order. */
function filesOf(env: NodeJS.ProcessEnv): string[] {
  const named = (env.KUBECONFIG ?? '').split(delimiter).filter(Boolean);
  const usual = env.HOME ? [join(env.HOME, '.kube', 'config')] : [];
  return (named.length ? named : usual).filter(file => existsSync(file));
}

function unknownContext(context: string, known: readonly string[]) {
  const near = nearest(context, known);
  const next = near ? [`did you mean ${near}?`] : [`contexts: ${known.join(', ') || 'none'}`];
  return usageError(`the kubeconfig has no context ${context}`, next);
}
