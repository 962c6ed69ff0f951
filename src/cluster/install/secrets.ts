import {randomBytes} from 'node:crypto';
import {Secret} from '../../lib/secret.js';
import type {InstallableStack} from './definition.js';
import {STACK_LABEL} from './kube-object.js';
import {accepted, type Objects} from './objects.js';

/** The Secret that the pods of every stack take their generated values from. */
const GENERATED = 'generated';

/**
 * Makes the Secret of a stack. Values that it has already stay: what runs was started with them.
 *
 * @param hostAddress where pods reach this machine, for a stack that posts to it.
 * @returns its values, by key.
 */
export async function generateSecrets(
  objects: Objects,
  {name, namespace, secrets}: Pick<InstallableStack, 'name' | 'namespace' | 'secrets'>,
  hostAddress: string | undefined,
): Promise<Map<string, Secret>> {
  if (!secrets.length && hostAddress === undefined) return new Map();
  const at = {apiVersion: 'v1', kind: 'Secret', namespace, name: GENERATED};
  const {data = {}} = ((await objects.read(at)) ?? {}) as {data?: Record<string, string>};
  const values = new Map(secrets.map(key => [key, new Secret(decoded(data[key]) ?? randomBytes(24).toString('hex'))]));
  const stringData = Object.fromEntries([...values].map(([key, value]) => [key, value.reveal()]));
  const answer = await objects.apply({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {name: GENERATED, namespace, labels: {[STACK_LABEL]: name}},
    type: 'Opaque',
    stringData: {...stringData, ...(hostAddress !== undefined && {'host-address': hostAddress})},
  });
  if (answer) accepted(answer, 'make the Secret of the stack');
  return values;
}

const decoded = (value: string | undefined): string | undefined =>
  value === undefined ? undefined : Buffer.from(value, 'base64').toString('utf8');
