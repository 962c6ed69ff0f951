import {randomUUID} from 'node:crypto';
import type {KubeConfig} from '@kubernetes/client-node';
import {z} from 'zod';
import {DrillError, environmentError} from '../../lib/errors.js';
import {connectionFailure} from '../../lib/net/connection-failure.js';
import {ApiClient} from './client.js';

const Version = z.looseObject({gitVersion: z.string()});

/**
 * The version that an API server says it has, such as `v1.34.4`.
 *
 * @throws DrillError (exit code 3) when it does not answer, refuses the credentials, or answers something else.
 */
export async function versionOf(client: ApiClient, signal: AbortSignal): Promise<string> {
  const next = ['`kubectl --context NAME version`'];
  const {code, message, body} = await client
    .send({method: 'GET', path: '/version'}, {auditId: randomUUID(), signal})
    .catch((error: unknown) => {
      // A plugin that fails has told what to do; the server was not even asked.
      if (!(error instanceof DrillError) || !(error.cause instanceof Error)) throw error;
      throw environmentError(`${client.server} does not answer: ${connectionFailure(error.cause)}`, next, {
        cause: error,
      });
    });
  const said = message === undefined ? '' : `: ${message}`;
  if (code === 401) throw environmentError(`${client.server} refuses these credentials (401)${said}`, next);
  if (code !== 200) throw environmentError(`${client.server} answers ${code} to GET /version${said}`, next);
  const version = Version.safeParse(body);
  if (version.success) return version.data.gitVersion;
  throw environmentError(`${client.server} does not answer GET /version as an API server does`, next);
}

/** As `versionOf`, with a client for this one question. */
export async function versionBehind(kubeConfig: KubeConfig, signal: AbortSignal): Promise<string> {
  const client = new ApiClient(kubeConfig, 'kubedrill');
  try {
    return await versionOf(client, signal);
  } finally {
    await client.close();
  }
}
