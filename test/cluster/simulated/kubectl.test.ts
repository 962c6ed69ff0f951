import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {jsonOfProtobuf} from '../../../src/cluster/simulated/protobuf/body.js';
import {podNamed, simulated} from '../../helpers/simulated.js';

const FIXTURE = join(import.meta.dirname, '../../fixtures/kubectl/protobuf.json');
const {requests} = JSON.parse(readFileSync(FIXTURE, 'utf8')) as {requests: Record<string, string>};
const bodyOf = (request: string): Buffer => Buffer.from(requests[request] ?? '', 'base64');
const decoded = (request: string): unknown => JSON.parse(jsonOfProtobuf(bodyOf(request)) ?? 'null');

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

/** A server, and a hand that sends what no client of ours does. */
async function server() {
  const known = await simulated();
  const {url, adminToken} = known.server;
  const raw = (method: string, path: string, body?: Buffer, headers: Record<string, string> = {}) =>
    fetch(`${url}${path}`, {
      method,
      headers: {authorization: `Bearer ${adminToken}`, ...headers},
      ...(body && {body: new Uint8Array(body)}),
    });
  const protobuf = async (request: string) => {
    const [method = '', path = ''] = request.split(' ');
    const answer = await raw(method, path, bodyOf(request), {'content-type': 'application/vnd.kubernetes.protobuf'});
    return {code: answer.status, body: (await answer.json()) as Record<string, unknown>};
  };
  const table = async (path: string) => (await (await raw('GET', path, undefined, {accept: TABLE})).json()) as Table;
  return {...known, raw, protobuf, table};
}

interface Table {
  kind: string;
  columnDefinitions: {name: string; priority: number}[];
  rows: {cells: unknown[]; object: {kind: string}}[];
}

describe('what kubectl sends as protobuf', () => {
  test('a deployment is the JSON that Go would have made of it', () => {
    expect(decoded('POST /apis/apps/v1/namespaces/shop/deployments')).toEqual({
      kind: 'Deployment',
      apiVersion: 'apps/v1',
      metadata: {name: 'api', namespace: 'shop', creationTimestamp: null, labels: {app: 'api'}},
      spec: {
        replicas: 0,
        selector: {matchLabels: {app: 'api'}},
        template: {
          metadata: {creationTimestamp: null, labels: {app: 'api'}},
          spec: {
            containers: [
              {name: 'pause', image: 'registry.k8s.io/pause:3.10', ports: [{containerPort: 8080}], resources: {}},
            ],
          },
        },
        strategy: {},
      },
      status: {},
    });
  });

  test.each([
    ['POST /api/v1/namespaces/shop/secrets', {data: {a: 'Yg=='}}],
    ['POST /apis/policy/v1/namespaces/shop/poddisruptionbudgets', {spec: {minAvailable: '30%'}}],
    ['POST /api/v1/namespaces/shop/resourcequotas', {spec: {hard: {cpu: '1', pods: '3'}}}],
    ['POST /api/v1/namespaces/shop/serviceaccounts/default/token', {spec: {expirationSeconds: 3600}}],
    ['DELETE /api/v1/namespaces/default/pods/two', {kind: 'DeleteOptions', gracePeriodSeconds: 0}],
    [
      'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      {spec: {resourceAttributes: {namespace: 'shop', verb: 'list', resource: 'pods'}}},
    ],
    [
      'POST /apis/networking.k8s.io/v1/namespaces/shop/ingresses',
      {spec: {rules: [{host: 'h', http: {paths: [{path: '/', backend: {service: {port: {name: 'http'}}}}]}}]}},
    ],
  ])('%s', (request, part) => {
    expect(decoded(request)).toMatchObject(part);
  });

  test('is answered and audited as JSON is', async () => {
    const {protobuf, events} = await server();
    await protobuf('POST /api/v1/namespaces');
    const made = await protobuf('POST /apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles');
    expect(made).toMatchObject({code: 201, body: {rules: [{verbs: ['get'], resources: ['pods/log']}]}});
    const audited = events().find(({objectRef}) => objectRef?.resource === 'roles');
    expect(audited?.requestObject).toMatchObject({kind: 'Role', rules: [{resourceNames: ['a']}]});
    expect(await protobuf('POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews')).toMatchObject({
      code: 201,
      body: {status: {allowed: true}},
    });
  });

  test('cut off anywhere, it is refused and does not harm', async () => {
    const whole = bodyOf('POST /apis/apps/v1/namespaces/shop/deployments');
    for (let length = 0; length < whole.length; length++) {
      const text = jsonOfProtobuf(whole.subarray(0, length));
      if (text !== undefined) expect(JSON.parse(text)).toHaveProperty('kind');
    }
    const {raw} = await server();
    const headers = {'content-type': 'application/vnd.kubernetes.protobuf'};
    expect((await raw('POST', '/api/v1/namespaces', whole.subarray(0, 20), headers)).status).toBe(400);
    expect((await raw('POST', '/api/v1/namespaces', Buffer.from('k8s\0\xff\xff'), headers)).status).toBe(400);
  });
});

describe('tables', () => {
  test('pods have their columns, a row each, and of each its metadata', async () => {
    const {admin, table} = await server();
    await admin('POST', '/api/v1/namespaces/default/pods', podNamed('web'));
    const cells = async () => (await table('/api/v1/namespaces/default/pods')).rows[0]?.cells.slice(0, 4);
    await expect.poll(cells).toEqual(['web', '1/1', 'Running', '0']);
    const all = await table('/api/v1/namespaces/default/pods');
    expect(all.columnDefinitions.filter(({priority}) => priority === 0).map(({name}) => name)).toEqual([
      ...['Name', 'Ready', 'Status', 'Restarts', 'Age'],
    ]);
    expect(all.rows[0]?.object.kind).toBe('PartialObjectMetadata');
    const one = await table('/api/v1/namespaces/default/pods/web?includeObject=Object');
    expect(one.rows[0]?.object.kind).toBe('Pod');
  });

  test('a refusal is a Status', async () => {
    const {raw} = await server();
    const answer = await raw('GET', '/api/v1/namespaces/default/pods/none', undefined, {accept: TABLE});
    expect(await answer.json()).toMatchObject({kind: 'Status', reason: 'NotFound'});
  });

  test('a watch sends its columns once', async () => {
    const {admin, raw} = await server();
    await admin('POST', '/api/v1/namespaces/default/configmaps', {metadata: {name: 'a'}});
    const path = '/api/v1/namespaces/default/configmaps?watch=1&timeoutSeconds=1';
    const text = await (await raw('GET', path, undefined, {accept: TABLE})).text();
    const [first, second] = text.split('\n').map(line => JSON.parse(line || '{}') as {object?: Table});
    expect(first?.object?.columnDefinitions).toHaveLength(3);
    expect(second?.object).toMatchObject({kind: 'Table', columnDefinitions: null});
  });
});

describe('watches of a selection', () => {
  test('what comes into it is added, and what leaves it is deleted as it was', async () => {
    const {admin, raw} = await server();
    const path = '/api/v1/namespaces/default/pods';
    const seen = raw('GET', `${path}?watch=1&timeoutSeconds=2&fieldSelector=spec.nodeName%3Dsimulated-node`);
    await admin('POST', path, podNamed('web'));
    const lines = (await (await seen).text()).split('\n').filter(Boolean);
    expect(lines.map(line => (JSON.parse(line) as {type: string}).type)[0]).toBe('ADDED');

    const {body} = await admin('GET', `${path}/web`);
    const {resourceVersion} = (body as {metadata: {resourceVersion: string}}).metadata;
    const merge = {contentType: 'application/merge-patch+json'} as const;
    for (const team of ['red', 'blue']) await admin('PATCH', `${path}/web`, {metadata: {labels: {team}}}, merge);
    const again = await raw(
      'GET',
      `${path}?watch=1&timeoutSeconds=1&labelSelector=team%3Dred&resourceVersion=${resourceVersion}`,
    );
    const changes = (await again.text())
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line));
    expect(changes).toMatchObject([
      {type: 'ADDED', object: {metadata: {labels: {team: 'red'}}}},
      {type: 'DELETED', object: {metadata: {labels: {team: 'red'}}}},
    ]);
  });
});

test('a log that is followed goes on until the client leaves', async () => {
  const {admin, raw} = await server();
  await admin('POST', '/api/v1/namespaces/default/pods', podNamed('web'));
  const path = '/api/v1/namespaces/default/pods/web/log';
  await expect.poll(async () => (await admin('GET', path)).body).toBe('simulated\n');
  const reader = (await raw('GET', `${path}?follow=true`)).body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('simulated\n');
  await reader?.cancel();
});

describe('evictions', () => {
  const pods = '/api/v1/namespaces/default/pods';
  const labelled = (name: string) => {
    const pod = podNamed(name);
    return {...pod, metadata: {...pod.metadata, labels: {app: 'web'}}};
  };

  test('an eviction deletes, unless a budget forbids it', async () => {
    const {admin} = await server();
    const budget = {metadata: {name: 'web'}, spec: {minAvailable: 1, selector: {matchLabels: {app: 'web'}}}};
    await admin('POST', '/apis/policy/v1/namespaces/default/poddisruptionbudgets', budget);
    for (const name of ['one', 'two']) await admin('POST', pods, labelled(name));
    const allowed = async () => {
      const {body} = await admin('GET', '/apis/policy/v1/namespaces/default/poddisruptionbudgets/web');
      return (body as {status?: {disruptionsAllowed?: number}}).status?.disruptionsAllowed;
    };
    await expect.poll(allowed).toBe(1);
    expect(await admin('POST', `${pods}/one/eviction`, {metadata: {name: 'one'}})).toMatchObject({code: 201});
    await expect.poll(allowed).toBe(0);
    expect(await admin('POST', `${pods}/two/eviction`, {metadata: {name: 'two'}})).toMatchObject({
      code: 429,
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
    });
    expect(await admin('POST', `${pods}/none/eviction`, {})).toMatchObject({code: 404});
  });
});

describe('what controllers make', () => {
  const deployments = '/apis/apps/v1/namespaces/default/deployments';
  const web = {
    metadata: {name: 'web'},
    spec: {
      replicas: 2,
      selector: {matchLabels: {app: 'web'}},
      template: {metadata: {labels: {app: 'web'}}, spec: podNamed('web').spec},
    },
  };

  test('a pod that is deleted comes again, and orphans stay', async () => {
    const {admin} = await server();
    const names = async () => {
      const {body} = await admin('GET', '/api/v1/namespaces/default/pods');
      return (body as {items: {metadata: {name: string}}[]}).items.map(({metadata}) => metadata.name);
    };
    await admin('POST', deployments, web);
    await expect.poll(async () => (await names()).length).toBe(2);
    const before = await names();
    await admin('DELETE', `/api/v1/namespaces/default/pods/${before[0]}`);
    await expect.poll(async () => (await names()).filter(name => !before.includes(name)).length).toBe(1);

    const sets = '/apis/apps/v1/namespaces/default/replicasets';
    await admin('DELETE', `${deployments}/web`, {propagationPolicy: 'Orphan'});
    const {body} = await admin('GET', sets);
    expect((body as {items: {metadata: object}[]}).items).toEqual([
      expect.objectContaining({metadata: expect.not.objectContaining({ownerReferences: expect.anything()})}),
    ]);
  });

  test('a dry run in the body of a deletion deletes nothing', async () => {
    const {admin} = await server();
    await admin('POST', '/api/v1/namespaces/default/configmaps', {metadata: {name: 'kept'}});
    const path = '/api/v1/namespaces/default/configmaps/kept';
    expect(await admin('DELETE', path, {dryRun: ['All']})).toMatchObject({code: 200});
    expect(await admin('GET', path)).toMatchObject({code: 200});
  });
});
