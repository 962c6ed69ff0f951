import {describe, expect, test} from 'vitest';
import {podNamed, simulated} from '../../helpers/simulated.js';

const PODS = '/api/v1/namespaces/a/pods';
const CONFIG_MAPS = '/api/v1/namespaces/a/configmaps';
type Meta = {metadata: {name: string; resourceVersion: string; uid: string; labels?: Record<string, string>}};

describe('objects on the simulated API server', () => {
  test('refusals carry the Status that a real server sends', async () => {
    const {admin, namespace} = await simulated();
    await namespace('a');
    expect((await admin('GET', `${PODS}/web`)).body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'pods "web" not found',
      reason: 'NotFound',
      details: {name: 'web', kind: 'pods'},
      code: 404,
    });
    await admin('POST', CONFIG_MAPS, {metadata: {name: 'x'}});
    expect(await admin('POST', CONFIG_MAPS, {metadata: {name: 'x'}})).toMatchObject({
      code: 409,
      message: 'configmaps "x" already exists',
    });
    expect((await admin('POST', CONFIG_MAPS, {metadata: {name: 'Not A Name'}})).code).toBe(422);
    expect((await admin('POST', CONFIG_MAPS, {metadata: {}})).code).toBe(422);
    expect((await admin('POST', CONFIG_MAPS, {kind: 'Pod', metadata: {name: 'x'}})).code).toBe(400);
    expect((await admin('POST', CONFIG_MAPS, '{broken')).code).toBe(400);
    expect((await admin('GET', '/apis/example.com/v1/things')).code).toBe(404);
    expect(await admin('POST', '/api/v1/namespaces/nowhere/configmaps', {metadata: {name: 'x'}})).toMatchObject({
      code: 404,
      message: 'namespaces "nowhere" not found',
    });
  });

  test('an update of an old version is a conflict', async () => {
    const {admin, namespace} = await simulated();
    await namespace('a');
    const {body} = await admin('POST', CONFIG_MAPS, {metadata: {name: 'x'}, data: {a: '1'}});
    const first = body as Meta;
    expect((await admin('PUT', `${CONFIG_MAPS}/x`, {...first, data: {a: '2'}})).code).toBe(200);
    expect((await admin('PUT', `${CONFIG_MAPS}/x`, {...first, data: {a: '3'}})).code).toBe(409);
    const after = (await admin('GET', `${CONFIG_MAPS}/x`)).body as Meta & {data: unknown};
    expect(after.data).toEqual({a: '2'});
    expect(after.metadata.uid).toBe(first.metadata.uid);
    expect(after.metadata.resourceVersion).not.toBe(first.metadata.resourceVersion);
  });

  test.each([
    ['merge', 'application/merge-patch+json', {data: {a: null, b: '2'}}, {b: '2', c: '3'}],
    ['strategic', 'application/strategic-merge-patch+json', {data: {b: '2'}}, {a: '1', b: '2', c: '3'}],
    [
      'json',
      'application/json-patch+json',
      [
        {op: 'replace', path: '/data/a', value: '9'},
        {op: 'remove', path: '/data/c'},
      ],
      {a: '9'},
    ],
    [
      'apply',
      'application/apply-patch+yaml',
      {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'x'}, data: {d: '4'}},
      {a: '1', c: '3', d: '4'},
    ],
  ])('patches: %s', async (_, contentType, patch, data) => {
    const {admin, namespace} = await simulated();
    await namespace('a');
    await admin('POST', CONFIG_MAPS, {metadata: {name: 'x'}, data: {a: '1', c: '3'}});
    expect((await admin('PATCH', `${CONFIG_MAPS}/x?fieldManager=t`, patch, {contentType})).body).toMatchObject({data});
    expect(((await admin('GET', `${CONFIG_MAPS}/x`)).body as {data: unknown}).data).toEqual(data);
  });

  test('apply creates what is not there; other patches do not; unknown media types are 415', async () => {
    const {admin, namespace} = await simulated();
    await namespace('a');
    const apply = {contentType: 'application/apply-patch+yaml'};
    const object = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'new'}};
    expect((await admin('PATCH', `${CONFIG_MAPS}/new?fieldManager=t`, object, apply)).code).toBe(201);
    expect(
      (await admin('PATCH', `${CONFIG_MAPS}/none`, {data: {}}, {contentType: 'application/merge-patch+json'})).code,
    ).toBe(404);
    expect((await admin('PATCH', `${CONFIG_MAPS}/new`, {data: {}}, {contentType: 'application/x-other'})).code).toBe(
      415,
    );
    const failing = [{op: 'test', path: '/data/a', value: 'x'}];
    expect(
      (await admin('PATCH', `${CONFIG_MAPS}/new`, failing, {contentType: 'application/json-patch+json'})).code,
    ).toBe(422);
  });

  test('a dry run is answered and changes nothing', async () => {
    const {admin, namespace} = await simulated();
    await namespace('a');
    expect((await admin('POST', `${CONFIG_MAPS}?dryRun=All`, {metadata: {name: 'x'}})).code).toBe(201);
    expect((await admin('GET', `${CONFIG_MAPS}/x`)).code).toBe(404);
    await admin('POST', CONFIG_MAPS, {metadata: {name: 'x'}});
    expect((await admin('DELETE', `${CONFIG_MAPS}/x?dryRun=All`)).code).toBe(200);
    expect((await admin('GET', `${CONFIG_MAPS}/x`)).code).toBe(200);
  });

  test('selects by labels and fields, and deletes collections', async () => {
    const {admin, namespace} = await simulated();
    await namespace('a');
    for (const [name, labels] of [
      ['one', {app: 'web', tier: 'front'}],
      ['two', {app: 'web'}],
      ['three', {app: 'db'}],
    ] as const) {
      await admin('POST', CONFIG_MAPS, {metadata: {name, labels}});
    }
    const names = async (query: string) => {
      const {body} = await admin('GET', `${CONFIG_MAPS}?${query}`);
      return (body as {items: Meta[]}).items.map(i => i.metadata.name).filter(n => n !== 'kube-root-ca.crt');
    };
    const label = (text: string) => `labelSelector=${encodeURIComponent(text)}`;
    expect(await names(label('app=web'))).toEqual(['one', 'two']);
    expect(await names(label('app=web,!tier'))).toEqual(['two']);
    expect(await names(label('app in (db,cache)'))).toEqual(['three']);
    expect(await names(label('app notin (web)'))).toEqual(['three']);
    expect(await names(label('tier'))).toEqual(['one']);
    expect(await names('fieldSelector=metadata.name%3Dtwo')).toEqual(['two']);
    expect((await admin('GET', `${CONFIG_MAPS}?${label('app=(')}`)).code).toBe(400);
    await admin('DELETE', `${CONFIG_MAPS}?${label('app=web')}`);
    expect(await names('')).toEqual(['three']);
  });

  test('Secrets are written as text and read encoded', async () => {
    const {admin, namespace} = await simulated();
    await namespace('a');
    const {body} = await admin('POST', '/api/v1/namespaces/a/secrets', {
      metadata: {name: 's'},
      stringData: {k: 'value'},
    });
    expect(body).toMatchObject({type: 'Opaque', data: {k: 'dmFsdWU='}});
    expect(body).not.toHaveProperty('stringData');
  });

  test('a namespace ends Terminating, takes nothing new, and is emptied by its controller', async () => {
    const {admin, namespace, events} = await simulated();
    await namespace('a');
    await admin('POST', CONFIG_MAPS, {metadata: {name: 'x', finalizers: ['example.invalid/hold']}});
    expect((await admin('DELETE', '/api/v1/namespaces/a')).body).toMatchObject({status: {phase: 'Terminating'}});
    expect(await admin('POST', CONFIG_MAPS, {metadata: {name: 'y'}})).toMatchObject({
      code: 403,
      message: expect.stringContaining('because it is being terminated'),
      body: {details: {causes: [{reason: 'NamespaceTerminating'}]}},
    });
    // What a finalizer holds keeps the namespace.
    const release = {metadata: {finalizers: null}};
    await admin('PATCH', `${CONFIG_MAPS}/x`, release, {contentType: 'application/merge-patch+json'});
    await expect.poll(async () => (await admin('GET', '/api/v1/namespaces/a')).code).toBe(404);
    expect((await admin('GET', `${CONFIG_MAPS}/x`)).code).toBe(404);
    const controller = events().filter(e => e.user.username?.endsWith(':namespace-controller'));
    expect(controller.map(e => `${e.verb} ${e.objectRef?.resource}`)).toEqual(
      expect.arrayContaining(['list secrets', 'deletecollection secrets', 'deletecollection configmaps']),
    );
  });

  test('pods get a service account, start on the node that says it is simulated, and take the account that there is', async () => {
    const {admin, namespace} = await simulated();
    await namespace('a');
    expect((await admin('POST', PODS, podNamed('web'))).body).toMatchObject({
      spec: {serviceAccountName: 'default', restartPolicy: 'Always'},
      status: {phase: 'Pending'},
    });
    await expect
      .poll(async () => (await admin('GET', `${PODS}/web`)).body)
      .toMatchObject({
        spec: {nodeName: 'simulated-node'},
        status: {phase: 'Running'},
      });
    const other = {...podNamed('other'), spec: {...podNamed('other').spec, serviceAccountName: 'missing'}};
    expect(await admin('POST', PODS, other)).toMatchObject({
      code: 403,
      message:
        'pods "other" is forbidden: error looking up service account a/missing: serviceaccount "missing" not found',
    });
  });

  test('Pod Security refuses by the label of the namespace, in the words of the plugin', async () => {
    const {admin, namespace, events} = await simulated();
    await namespace('a', {
      'pod-security.kubernetes.io/enforce': 'baseline',
      'pod-security.kubernetes.io/audit': 'restricted',
    });
    expect(await admin('POST', PODS, podNamed('x', {privileged: true}))).toMatchObject({
      code: 403,
      message:
        'pods "x" is forbidden: violates PodSecurity "baseline:latest": privileged (container "c" must not set securityContext.privileged=true)',
    });
    const refused = events().at(-1);
    expect(refused?.annotations).toMatchObject({
      'authorization.k8s.io/decision': 'allow',
      'pod-security.kubernetes.io/enforce-policy': 'baseline:latest',
    });
    const spec = {
      hostNetwork: true,
      volumes: [{name: 'h', hostPath: {path: '/'}}],
      containers: [{name: 'c', securityContext: {capabilities: {add: ['SYS_ADMIN']}}}],
    };
    const {message} = await admin('POST', PODS, {metadata: {name: 'y'}, spec});
    expect(message).toContain('host namespaces (hostNetwork=true), hostPath volumes (volume "h")');
    expect(message).toContain('container "c" must not include "SYS_ADMIN"');
    expect((await admin('POST', PODS, podNamed('z'))).code).toBe(201);
    expect(events().at(-1)?.annotations?.['pod-security.kubernetes.io/audit-violations']).toMatch(
      /would violate PodSecurity "restricted:latest": allowPrivilegeEscalation != false/,
    );
  });

  test('says 501 for what it does not simulate', async () => {
    const {admin, namespace} = await simulated();
    await namespace('a');
    await admin('POST', PODS, podNamed('web'));
    expect(await admin('POST', `${PODS}/web/binding`, {})).toMatchObject({
      code: 501,
      message: 'the simulated API server does not implement create pods/binding; run it on kind',
    });
  });
});
