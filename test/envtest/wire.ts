import {Agent} from 'undici';
import {onTestFinished} from 'vitest';
import type {Envtest} from '../../src/cluster/envtest/start.js';
import type {WireRequest} from './random-policy.js';

/** Sends requests as they are written: no client in between that would make a path more usual. */
export type Wire = (auditId: string, request: WireRequest) => Promise<void>;

/** A connection of whoever a certificate names, until the test ends. */
export async function wireOf(envtest: Envtest, user: {username: string; groups: string[]}): Promise<Wire> {
  const {certificate, key} = await envtest.identity({commonName: user.username, organizations: user.groups});
  const agent = new Agent({
    allowH2: false,
    connections: 1,
    connect: {ca: envtest.ca, cert: certificate, key: key.reveal()},
  });
  onTestFinished(() => agent.destroy());
  return async (auditId, {method, path, body}) => {
    const answer = await agent.request({
      origin: envtest.url,
      method: method as 'GET',
      path,
      headers: {'audit-id': auditId, 'content-type': 'application/json', accept: 'application/json'},
      ...(body !== undefined && {body}),
    });
    await answer.body.dump();
  };
}
