import {join} from 'node:path';
import {stringify} from 'yaml';
import {writeAtomic} from '../lib/files/files.js';
import type {AuditWebhookTarget} from './request.js';

/**
 * Writes the kubeconfig by which the API server finds the receiver; the token is the last part of its path, since the
 * server drops a query. It is readable by its owner only.
 *
 * @returns the path of the file.
 */
export function writeWebhookConfig(target: AuditWebhookTarget, address: string, dir: string): string {
  const {port, path, token, ca, batchMaxWaitMs: _} = target;
  const server = `${ca === undefined ? 'http' : 'https'}://${address}:${port}${path}/${token.reveal()}`;
  const cluster = {server, ...(ca !== undefined && {'certificate-authority-data': Buffer.from(ca).toString('base64')})};
  const file = join(dir, 'audit-webhook.yaml');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{name: 'kubedrill', cluster}],
    contexts: [{name: 'kubedrill', context: {cluster: 'kubedrill', user: ''}}],
    'current-context': 'kubedrill',
  };
  writeAtomic(file, stringify(config), 0o600);
  return file;
}
