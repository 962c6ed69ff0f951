import {AuthorizationV1Api, CoreV1Api} from '@kubernetes/client-node';
import {describe, expect, test} from 'vitest';
import {certificateRequest, selfSigned} from '../../../src/lib/net/certificates.js';
import {Secret} from '../../../src/lib/secret.js';
import {podNamed, simulated} from '../../helpers/simulated.js';

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

describe('acting as somebody else on the simulated API server', () => {
  const as = (user: string, group?: string) => ({
    headers: {'Impersonate-User': user, ...(group && {'Impersonate-Group': group})},
  });

  test('is audited under both names, and decided by the rights of the other', async () => {
    const {admin, events} = await simulated();
    expect((await admin('GET', '/api/v1/pods', undefined, as('system:admin', 'system:masters'))).code).toBe(200);
    expect(events().at(-1)).toMatchObject({
      user: {username: 'kubernetes-admin'},
      impersonatedUser: {username: 'system:admin', groups: ['system:masters', 'system:authenticated']},
      annotations: {'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': ''},
    });
    expect(await admin('GET', '/api/v1/pods', undefined, as('jane'))).toMatchObject({
      code: 403,
      message: 'pods is forbidden: User "jane" cannot list resource "pods" in API group "" at the cluster scope',
    });
  });

  test('needs the right to it, and leaves neither a decision nor a name when it is refused', async () => {
    const {namespace, account, events} = await simulated();
    await namespace('a');
    const actor = await account('a', 'gateway', []);
    expect(await actor('GET', '/api/v1/pods', undefined, as('system:admin'))).toMatchObject({
      code: 403,
      message:
        'users "system:admin" is forbidden: User "system:serviceaccount:a:gateway" cannot impersonate resource "users" in API group "" at the cluster scope',
    });
    expect(events().at(-1)).not.toHaveProperty('annotations');
    expect(events().at(-1)).not.toHaveProperty('impersonatedUser');
  });

  test('of a service account is that account with its groups; of nobody it is a fault', async () => {
    const {admin, events} = await simulated();
    await admin('GET', '/version', undefined, as('system:serviceaccount:kube-system:replicaset-controller'));
    expect(events().at(-1)?.impersonatedUser?.groups).toEqual([
      'system:serviceaccounts',
      'system:serviceaccounts:kube-system',
      'system:authenticated',
    ]);
    expect((await admin('GET', '/version', undefined, {headers: {'Impersonate-Group': 'x'}})).code).toBe(500);
  });
});

describe('tokens of the simulated API server', () => {
  const TOKENS = '/api/v1/namespaces/a/serviceaccounts/default/token';
  const SECRETS = '/api/v1/namespaces/a/secrets';

  test('that are bound to a pod name it in the audit event, and die with it', async () => {
    const {admin, as, namespace, events} = await simulated();
    await namespace('a');
    await admin('POST', '/api/v1/namespaces/a/pods', podNamed('web'));
    await expect
      .poll(async () => (await admin('GET', '/api/v1/namespaces/a/pods/web')).body)
      .toMatchObject({spec: {nodeName: 'simulated-node'}});
    const boundObjectRef = {kind: 'Pod', apiVersion: 'v1', name: 'web'};
    const {body} = await admin('POST', TOKENS, {spec: {boundObjectRef}});
    const stolen = as({as: 'bearer', token: new Secret((body as {status: {token: string}}).status.token)});
    expect((await stolen('GET', '/api')).code).toBe(200);
    expect(events().at(-1)?.user.extra).toMatchObject({
      'authentication.kubernetes.io/pod-name': ['web'],
      'authentication.kubernetes.io/node-name': ['simulated-node'],
    });
    await admin('DELETE', '/api/v1/namespaces/a/pods/web');
    expect((await stolen('GET', '/api')).code).toBe(401);
    expect((await admin('POST', TOKENS, {spec: {boundObjectRef}})).code).toBe(404);
  });

  test('that lie in a Secret are marked as such where they are used, and end with the Secret', async () => {
    const {admin, as, namespace, events} = await simulated();
    await namespace('a');
    const annotations = {'kubernetes.io/service-account.name': 'default'};
    const type = 'kubernetes.io/service-account-token';
    await admin('POST', SECRETS, {metadata: {name: 'backdoor', annotations}, type});
    const token = async () =>
      ((await admin('GET', `${SECRETS}/backdoor`)).body as {data?: {token: string}}).data?.token ?? '';
    await expect.poll(token).not.toBe('');
    const backdoor = as({as: 'bearer', token: new Secret(Buffer.from(await token(), 'base64').toString())});
    expect((await backdoor('GET', '/api')).code).toBe(200);
    expect(events().at(-1)).toMatchObject({
      user: {username: 'system:serviceaccount:a:default'},
      annotations: {
        'authentication.k8s.io/legacy-token': 'system:serviceaccount:a:default',
        'authentication.k8s.io/legacy-token-manual-secret': 'backdoor',
      },
    });
    await admin('DELETE', `${SECRETS}/backdoor`);
    expect((await backdoor('GET', '/api')).code).toBe(401);
  });
});

describe('client certificates of the simulated API server', () => {
  const REQUESTS = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
  const csr = (name: string, request: string) => ({
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: {name},
    spec: {
      request: Buffer.from(request).toString('base64'),
      signerName: 'kubernetes.io/kube-apiserver-client',
      expirationSeconds: 600,
      usages: ['client auth'],
    },
  });

  test('are signed once somebody approves them, and are users from then on; foreign ones are 401', async () => {
    const {admin, as, events} = await simulated(undefined, {tls: true});
    const {request, key} = await certificateRequest({commonName: 'maintainer', organizations: ['maintainers']});
    expect((await admin('POST', REQUESTS, csr('m', request))).body).toMatchObject({
      spec: {username: 'kubernetes-admin'},
    });
    const status = {conditions: [{type: 'Approved', status: 'True', reason: 'Routine', message: 'routine'}]};
    expect((await admin('PUT', `${REQUESTS}/m/approval`, {...csr('m', request), status})).code).toBe(200);
    const issued = async () =>
      ((await admin('GET', `${REQUESTS}/m`)).body as {status: {certificate?: string}}).status.certificate ?? '';
    await expect.poll(issued).not.toBe('');
    const certificate = Buffer.from(await issued(), 'base64').toString();
    expect((await as({as: 'certificate', certificate, key})('GET', '/api')).code).toBe(200);
    expect(events().at(-1)?.user).toMatchObject({
      username: 'maintainer',
      groups: ['maintainers', 'system:authenticated'],
      extra: {'authentication.kubernetes.io/credential-id': [expect.stringMatching(/^X509SHA256=[0-9a-f]{64}$/)]},
    });
    const at = Date.now();
    const validity = {notBefore: new Date(at - 1000), notAfter: new Date(at + 60_000)};
    const foreign = await selfSigned({commonName: 'kubernetes-admin'}, validity);
    expect((await as({as: 'certificate', ...foreign})('GET', '/api')).code).toBe(401);
  });

  test('for system:masters are refused, and so is approval without the right to it', async () => {
    const {admin, namespace, account} = await simulated();
    const {request} = await certificateRequest({commonName: 'm', organizations: ['system:masters']});
    expect(await admin('POST', REQUESTS, csr('m', request))).toMatchObject({
      code: 403,
      message: expect.stringContaining('signer with system:masters group is not allowed'),
    });
    await namespace('a');
    const actor = await account('a', 'nobody', []);
    expect((await actor('PUT', `${REQUESTS}/m/approval`, csr('m', request))).code).toBe(403);
  });
});
