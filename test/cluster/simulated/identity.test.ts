import {AuthorizationV1Api, CoreV1Api} from '@kubernetes/client-node';
import {describe, expect, test} from 'vitest';
import {Secret} from '../../../src/lib/secret.js';
import {simulated} from '../../helpers/simulated.js';

describe('who may do what on the simulated API server', () => {
  test('nobody is anonymous: 403 for resources, 200 for the version', async () => {
    const {as} = await simulated();
    const nobody = as({as: 'anonymous'});
    const refused = await nobody('GET', '/api/v1/pods');
    expect(refused).toMatchObject({
      code: 403,
      message:
        'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" at the cluster scope',
    });
    expect((await nobody('GET', '/version')).code).toBe(200);
    expect(await nobody('GET', '/metrics')).toMatchObject({
      code: 403,
      message: 'forbidden: User "system:anonymous" cannot get path "/metrics"',
    });
  });

  test('a token that it did not issue is 401, and so is one whose account is gone', async () => {
    const {as, admin, namespace, account} = await simulated();
    const invalid = as({as: 'bearer', token: new Secret('made-up')});
    expect(await invalid('GET', '/api/v1/pods')).toMatchObject({code: 401, message: 'Unauthorized'});
    await namespace('a');
    const actor = await account('a', 'agent', [{apiGroups: [''], resources: ['pods'], verbs: ['list']}]);
    expect((await actor('GET', '/api/v1/namespaces/a/pods')).code).toBe(200);
    await admin('DELETE', '/api/v1/namespaces/a/serviceaccounts/agent');
    expect((await actor('GET', '/api/v1/namespaces/a/pods')).code).toBe(401);
  });

  test('a role holds in its namespace, for its verbs and names, and not for subresources it does not name', async () => {
    const {namespace, account} = await simulated();
    await namespace('a');
    await namespace('b');
    const actor = await account('a', 'agent', [
      {apiGroups: [''], resources: ['pods'], verbs: ['get', 'list']},
      {apiGroups: [''], resources: ['secrets'], resourceNames: ['db'], verbs: ['get']},
    ]);
    const code = async (path: string) => (await actor('GET', path)).code;
    expect(await code('/api/v1/namespaces/a/pods')).toBe(200);
    expect(await code('/api/v1/namespaces/b/pods')).toBe(403);
    expect(await code('/api/v1/namespaces/a/secrets')).toBe(403);
    expect(await code('/api/v1/namespaces/a/secrets/db')).toBe(404);
    expect(await code('/api/v1/namespaces/a/secrets/other')).toBe(403);
    expect(await code('/api/v1/namespaces/a/pods/x/log')).toBe(403);
  });

  test('reviews answer as the authorizer decides', async () => {
    const {kubeConfig, namespace, account} = await simulated();
    await namespace('a');
    const actor = await account('a', 'agent', [{apiGroups: [''], resources: ['pods'], verbs: ['list']}]);
    const ask = async (verb: string) => {
      const spec = {resourceAttributes: {verb, resource: 'pods', namespace: 'a'}};
      const answer = await actor('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {spec});
      return (answer.body as {status: {allowed: boolean}}).status.allowed;
    };
    expect([await ask('list'), await ask('delete')]).toEqual([true, false]);
    const review = await kubeConfig.makeApiClient(AuthorizationV1Api).createSubjectAccessReview({
      body: {
        spec: {
          user: 'system:serviceaccount:a:agent',
          resourceAttributes: {verb: 'list', resource: 'pods', namespace: 'a'},
        },
      },
    });
    expect(review.status?.reason).toContain(
      'RBAC: allowed by RoleBinding "agent/a" of Role "agent" to ServiceAccount "agent/a"',
    );
  });

  test('a token lives ten minutes at least', async () => {
    const {admin} = await simulated();
    const path = '/api/v1/namespaces/default/serviceaccounts/default/token';
    expect(await admin('POST', path, {spec: {expirationSeconds: 60}})).toMatchObject({
      code: 422,
      message: expect.stringContaining('may not specify a duration less than 10 minutes'),
    });
    expect((await admin('POST', '/api/v1/namespaces/default/serviceaccounts/nobody/token', {})).code).toBe(404);
  });

  test('nobody grants what they do not hold, unless they may escalate or bind', async () => {
    const {namespace, account} = await simulated();
    await namespace('a');
    const roles = {
      apiGroups: ['rbac.authorization.k8s.io'],
      resources: ['roles', 'rolebindings'],
      verbs: ['create', 'patch'],
    };
    const held = {apiGroups: [''], resources: ['pods'], verbs: ['get']};
    const path = '/apis/rbac.authorization.k8s.io/v1/namespaces/a';
    const manager = await account('a', 'manager', [roles, held]);
    const wide = {metadata: {name: 'wide'}, rules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]};
    expect(await manager('POST', `${path}/roles`, wide)).toMatchObject({
      code: 403,
      message:
        'roles.rbac.authorization.k8s.io "wide" is forbidden: user "system:serviceaccount:a:manager" ' +
        '(groups=["system:serviceaccounts" "system:serviceaccounts:a" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n' +
        '{APIGroups:["*"], Resources:["*"], Verbs:["*"]}',
    });
    expect((await manager('POST', `${path}/roles`, {metadata: {name: 'narrow'}, rules: [held]})).code).toBe(201);
    const more = {metadata: {name: 'more'}, rules: [{...held, verbs: ['get', 'list', 'watch']}]};
    expect((await manager('POST', `${path}/roles`, more)).message).toMatch(
      /held:\n\{APIGroups:\[""\], Resources:\["pods"\], Verbs:\["list" "watch"\]\}$/,
    );
    const roleRef = {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin'};
    const binding = {metadata: {name: 'root'}, roleRef, subjects: []};
    expect((await manager('POST', `${path}/rolebindings`, binding)).code).toBe(403);
    const escalate = {...roles, verbs: [...roles.verbs, 'escalate']};
    const bind = {apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterroles'], verbs: ['bind']};
    const trusted = await account('a', 'trusted', [roles, escalate, bind]);
    expect((await trusted('POST', `${path}/roles`, wide)).code).toBe(201);
    expect((await trusted('POST', `${path}/rolebindings`, binding)).code).toBe(201);
  });

  test('the generated client of the package works against it', async () => {
    const {kubeConfig} = await simulated();
    const core = kubeConfig.makeApiClient(CoreV1Api);
    const names = (await core.listNamespace()).items.map(n => n.metadata?.name);
    expect(names).toEqual(expect.arrayContaining(['default', 'kube-system']));
    const created = await core.createNamespacedConfigMap({
      namespace: 'default',
      body: {metadata: {generateName: 'x-'}, data: {a: '1'}},
    });
    expect(created.metadata?.name).toMatch(/^x-[a-z0-9]{5}$/);
  });
});
