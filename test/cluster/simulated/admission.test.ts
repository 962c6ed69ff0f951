import {describe, expect, test} from 'vitest';
import {podNamed, simulated} from '../../helpers/simulated.js';

const PODS = '/api/v1/namespaces/a/pods';
const ADMISSION = '/apis/admissionregistration.k8s.io/v1';
const PRIVILEGED =
  'object.spec.containers.all(c, !has(c.securityContext) || !has(c.securityContext.privileged) || !c.securityContext.privileged)';

/** A policy and its binding, for what is done to some resource. */
async function policy(admin: Awaited<ReturnType<typeof simulated>>['admin'], spec: object, actions = ['Deny']) {
  const matchConstraints = {
    resourceRules: [{apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods']}],
  };
  const made = await admin('POST', `${ADMISSION}/validatingadmissionpolicies`, {
    metadata: {name: 'p'},
    spec: {matchConstraints, ...spec},
  });
  await admin('POST', `${ADMISSION}/validatingadmissionpolicybindings`, {
    metadata: {name: 'b'},
    spec: {policyName: 'p', validationActions: actions},
  });
  return made;
}

describe('admission policies of the simulated API server', () => {
  test('deny what their expression does not hold for, as 422, until the binding goes', async () => {
    const {admin, namespace} = await simulated();
    await namespace('a');
    await policy(admin, {validations: [{expression: PRIVILEGED, message: 'no privileged containers here'}]});
    expect(await admin('POST', PODS, podNamed('x', {privileged: true}))).toMatchObject({
      code: 422,
      message: `pods "x" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no privileged containers here`,
      body: {reason: 'Invalid'},
    });
    expect((await admin('POST', PODS, podNamed('y'))).code).toBe(201);
    await admin('DELETE', `${ADMISSION}/validatingadmissionpolicybindings/b`);
    expect((await admin('POST', PODS, podNamed('x', {privileged: true}))).code).toBe(201);
  });

  test('see who asks for what, and match by operation and conditions', async () => {
    const {admin, namespace} = await simulated();
    await namespace('a');
    await admin('POST', '/api/v1/namespaces/a/serviceaccounts', {metadata: {name: 'foothold'}});
    await admin('POST', '/api/v1/namespaces/a/serviceaccounts', {metadata: {name: 'other'}});
    await policy(admin, {
      matchConstraints: {
        namespaceSelector: {matchLabels: {'kubernetes.io/metadata.name': 'a'}},
        resourceRules: [{apiGroups: [''], apiVersions: ['v1'], operations: ['DELETE'], resources: ['serviceaccounts']}],
      },
      matchConditions: [
        {name: 'foothold', expression: "request.name == 'foothold'"},
        {name: 'people', expression: "!request.userInfo.username.startsWith('system:')"},
      ],
      validations: [{expression: 'false', message: 'is needed'}],
    });
    expect((await admin('DELETE', '/api/v1/namespaces/a/serviceaccounts/other')).code).toBe(200);
    expect((await admin('DELETE', '/api/v1/namespaces/a/serviceaccounts/foothold')).code).toBe(422);
    // The namespace controller is none of the people.
    await admin('DELETE', '/api/v1/namespaces/a');
    await expect.poll(async () => (await admin('GET', '/api/v1/namespaces/a')).code).toBe(404);
  });

  test('only remark in the audit event when they are bound to audit', async () => {
    const {admin, namespace, events} = await simulated();
    await namespace('a');
    await policy(admin, {validations: [{expression: "object.metadata.name != 'x'"}]}, ['Audit']);
    expect((await admin('POST', PODS, podNamed('x'))).code).toBe(201);
    const remark = events().find(e => e.objectRef?.name === 'x')?.annotations ?? {};
    expect(JSON.parse(remark['validation.policy.admission.k8s.io/validation_failure'] ?? '')).toEqual([
      {
        message: "failed expression: object.metadata.name != 'x'",
        policy: 'p',
        binding: 'b',
        expressionIndex: 0,
        validationActions: ['Audit'],
      },
    ]);
  });

  test.each([
    ['Fail', 422],
    ['Ignore', 201],
  ])('whose expression comes to nothing do as their failurePolicy %s says', async (failurePolicy, code) => {
    const {admin, namespace} = await simulated();
    await namespace('a');
    await policy(admin, {failurePolicy, validations: [{expression: 'object.spec.nothing.here == 1'}]});
    expect((await admin('POST', PODS, podNamed('x'))).code).toBe(code);
  });

  test('each validation decides by itself: one that is an error says nothing of the next', async () => {
    const {admin, namespace} = await simulated();
    await namespace('a');
    const validations = [
      {expression: 'object.spec.nothing.here == 1'},
      {expression: 'false', message: 'never', reason: 'Forbidden'},
    ];
    await policy(admin, {failurePolicy: 'Ignore', validations});
    expect(await admin('POST', PODS, podNamed('x'))).toMatchObject({
      code: 403,
      message: `pods "x" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: never`,
    });
  });

  test('a variable that is an error is one only for what uses it', async () => {
    const {admin, namespace} = await simulated();
    await namespace('a');
    const variables = [{name: 'broken', expression: 'object.spec.nothing.here'}];
    await policy(admin, {variables, validations: [{expression: 'object.metadata.name == "x"'}]});
    expect((await admin('POST', PODS, podNamed('x'))).code).toBe(201);
    await admin('DELETE', `${ADMISSION}/validatingadmissionpolicies/p`);
    await policy(admin, {variables, validations: [{expression: 'variables.broken == 1'}]});
    expect((await admin('POST', PODS, podNamed('y'))).code).toBe(422);
  });

  test('a condition that is false settles it, though another is an error', async () => {
    const {admin, namespace} = await simulated();
    await namespace('a');
    const matchConditions = [
      {name: 'broken', expression: 'object.spec.nothing.here == 1'},
      {name: 'no', expression: 'object.metadata.name == "other"'},
    ];
    await policy(admin, {matchConditions, validations: [{expression: 'false'}]});
    expect((await admin('POST', PODS, podNamed('x'))).code).toBe(201);
    expect((await admin('POST', PODS, podNamed('other'))).code).toBe(422);
  });

  test('say what their messageExpression says, and annotate the audit event', async () => {
    const {admin, namespace, events} = await simulated();
    await namespace('a');
    await policy(admin, {
      validations: [{expression: 'false', message: 'fixed', messageExpression: '"not " + object.metadata.name'}],
      auditAnnotations: [
        {key: 'who', valueExpression: '"by " + request.userInfo.username'},
        {key: 'none', valueExpression: 'null'},
      ],
    });
    expect((await admin('POST', PODS, podNamed('x'))).message).toContain('denied request: not x');
    const {annotations} = events().find(e => e.objectRef?.name === 'x' && e.verb === 'create') ?? {};
    expect(annotations).toMatchObject({'p/who': expect.stringMatching(/^by /)});
    expect(annotations).not.toHaveProperty('p/none');
  });

  test('with parameters are not simulated, and say so', async () => {
    const {admin} = await simulated();
    expect((await policy(admin, {paramKind: {apiVersion: 'v1', kind: 'ConfigMap'}})).code).toBe(501);
  });
});

describe('quotas of the simulated API server', () => {
  test('are counted, and refuse what is beyond them or does not say what it needs', async () => {
    const {admin, namespace} = await simulated();
    await namespace('a');
    await admin('POST', '/api/v1/namespaces/a/resourcequotas', {metadata: {name: 'small'}, spec: {hard: {cpu: '1'}}});
    const status = async () =>
      ((await admin('GET', '/api/v1/namespaces/a/resourcequotas/small')).body as {status: unknown}).status;
    await expect.poll(status).toEqual({hard: {cpu: '1'}, used: {cpu: '0'}});
    const asking = (name: string, cpu: string) => {
      const pod = podNamed(name);
      return {...pod, spec: {containers: pod.spec.containers.map(c => ({...c, resources: {requests: {cpu}}}))}};
    };
    expect((await admin('POST', PODS, asking('fits', '250m'))).code).toBe(201);
    // At once, or two in a row would both fit.
    expect(await status()).toEqual({hard: {cpu: '1'}, used: {cpu: '250m'}});
    expect((await admin('POST', `${PODS}?dryRun=All`, asking('tried', '250m'))).code).toBe(201);
    expect(await status()).toEqual({hard: {cpu: '1'}, used: {cpu: '250m'}});
    expect(await admin('POST', PODS, asking('huge', '64'))).toMatchObject({
      code: 403,
      message: 'pods "huge" is forbidden: exceeded quota: small, requested: cpu=64, used: cpu=250m, limited: cpu=1',
    });
    expect(await admin('POST', PODS, podNamed('silent'))).toMatchObject({
      code: 403,
      message: 'pods "silent" is forbidden: failed quota: small: must specify cpu for: c',
    });
    expect((await admin('DELETE', `${PODS}/fits?gracePeriodSeconds=0`)).code).toBe(200);
    await expect.poll(status).toEqual({hard: {cpu: '1'}, used: {cpu: '0'}});
  });
});
