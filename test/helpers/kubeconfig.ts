import {stringify} from 'yaml';
import {tempFile} from './temp.js';

/** A kubeconfig with two contexts, as somebody has who works on several clusters: `production`, where nobody answers, and `staging`. */
export function kubeconfig(server: string, token: string): string {
  const cluster = {server, 'insecure-skip-tls-verify': true};
  return tempFile(
    'config',
    stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'production',
      clusters: [
        {name: 'prod', cluster: {server: 'http://127.0.0.1:1'}},
        {name: 'stage', cluster},
      ],
      users: [{name: 'me', user: {token}}],
      contexts: [
        {name: 'production', context: {cluster: 'prod', user: 'me'}},
        {name: 'staging', context: {cluster: 'stage', user: 'me'}},
      ],
    }),
  );
}
