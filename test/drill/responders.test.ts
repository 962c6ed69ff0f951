import {existsSync, readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {KubeConfig} from '@kubernetes/client-node';
import {describe, expect, test} from 'vitest';
import {ApiClient} from '../../src/cluster/api/client.js';
import type {ApiRequest} from '../../src/kube/request.js';
import {responseOf} from '../../src/response/measures.js';
import {Respond} from '../../src/scenario/respond.js';
import {drill} from '../helpers/drill.js';
import {scenariosNamed} from '../helpers/packaged-scenarios.js';
import {tempDir} from '../helpers/temp.js';

const BINDINGS = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings';

/** Speaks as one person, by the kubeconfig that they were given. */
function as(dir: string, person: string): ApiClient {
  const config = new KubeConfig();
  config.loadFromFile(join(dir, 'responders', `${person}.kubeconfig`));
  return new ApiClient(config, 'kubectl/v1.34');
}

const send = (client: ApiClient, method: ApiRequest['method'], path: string) =>
  client.send({method, path}, {auditId: crypto.randomUUID()});

function scenario() {
  const [found] = scenariosNamed(['cluster-admin-bound']);
  if (!found) throw new Error('the package has no cluster-admin-bound');
  const gone = {gone: 'clusterrolebindings', name: '{{ name }}-root'};
  const preserve = [{resource: 'clusterrolebindings', name: gone.name}];
  return {...found, respond: Respond.parse({preserve, contain: {hold: '1s', checks: [gone]}})};
}

describe('people with accounts of their own', () => {
  test('are told apart by the audit log, with kubeconfigs that nobody else can read', async () => {
    const dir = tempDir();
    const clients: ApiClient[] = [];
    const done: Promise<unknown>[] = [];
    let modes: number[] = [];
    let token = '';
    const drilled = await drill([scenario()], {
      dir,
      settings: {respond: {withinMs: 5000, people: ['lead', 'res1']}},
      onEvent: event => {
        if (event.type !== 'containment.changed' || event.state !== 'not held') return;
        modes = readdirSync(join(dir, 'responders')).map(name => statSync(join(dir, 'responders', name)).mode & 0o777);
        const [lead, res1] = [as(dir, 'lead'), as(dir, 'res1')];
        clients.push(lead, res1);
        const config = new KubeConfig();
        config.loadFromFile(join(dir, 'responders', 'lead.kubeconfig'));
        token = config.getCurrentUser()?.token ?? '';
        const name = event.check.split(' ')[1];
        done.push(send(res1, 'GET', `${BINDINGS}/${name}`).then(() => send(lead, 'DELETE', `${BINDINGS}/${name}`)));
      },
    });
    await Promise.all(done);
    expect(drilled.error).toBeUndefined();
    expect(modes).toEqual([0o600, 0o600]);
    expect(responseOf(drilled.view)[0]).toMatchObject({
      containment: 'in time',
      containedBy: ['lead'],
      evidence: [{state: 'kept', by: 'res1'}],
    });
    expect(drilled.drift).toEqual([]);
    // Tokens end with their accounts, files are gone, and no token was ever in the log.
    expect(existsSync(join(dir, 'responders'))).toBe(false);
    expect(token).not.toBe('');
    expect(JSON.stringify(drilled.events).includes(token)).toBe(false);
    await Promise.all(clients.map(client => client.close()));
  });

  test('are shown out when the drill is stopped, too', async () => {
    const dir = tempDir();
    const abort = new AbortController();
    const drilled = await drill([scenario()], {
      dir,
      abort: abort.signal,
      settings: {respond: {withinMs: 600_000, people: ['lead']}},
      onEvent: event => {
        if (event.type === 'containment.changed') abort.abort(new Error('stopped'));
      },
    });
    expect(drilled.error).toMatchObject({message: 'stopped'});
    expect(drilled.find('responders.admitted')).toMatchObject({
      people: [{name: 'lead', file: 'responders/lead.kubeconfig'}],
    });
    expect(existsSync(join(dir, 'responders'))).toBe(false);
  });

  test('are not made where nobody asked for them', async () => {
    const dir = tempDir();
    const drilled = await drill([scenario()], {dir, settings: {respond: {withinMs: 500}}});
    expect(drilled.find('responders.admitted')).toBeUndefined();
    expect(existsSync(join(dir, 'responders'))).toBe(false);
  });
});
