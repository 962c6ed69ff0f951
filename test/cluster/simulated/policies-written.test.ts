import {describe, expect, test} from 'vitest';
import {simulated} from '../../helpers/simulated.js';

const POLICIES = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies';
const matchConstraints = {
  resourceRules: [{apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods']}],
};
const policy = (spec: object) => ({metadata: {name: 'p'}, spec: {matchConstraints, ...spec}});
const holds = (expression: string) => policy({validations: [{expression}]});

describe('a ValidatingAdmissionPolicy that is written', () => {
  test.each([
    "quantity(object.data.a).isGreaterThan(quantity('1Gi'))",
    "cidr('10.0.0.0/8').containsIP(object.data.a)",
    "object.?data.a.orValue('x') == 'x'",
    "object[?'data'].hasValue()",
    "authorizer.group('').resource('pods').check('get').allowed()",
    'sets.contains([1], [1])',
    '[1, 2].isSorted()',
    '!format.dns1123Label().validate(object.metadata.name).hasValue()',
    "'a-%s'.format(['b']) == 'a-b'",
  ])('is not implemented, instead of wrong, where it asks a library that is not there: %s', async expression => {
    const {admin} = await simulated();
    const {code, body} = await admin('POST', POLICIES, holds(expression));
    expect({code, body}).toMatchObject({code: 501, body: {reason: 'NotImplemented'}});
  });

  test.each([
    ['object.data ==', 'spec.validations[0].expression: Invalid value: "object.data ==": compilation failed'],
    ['frob == 1', "undeclared reference to 'frob' (in container '')"],
    ["'a'", 'must evaluate to bool but got string'],
    ['variables.x', "undeclared reference to 'variables' (in container '')"],
  ])('is refused at once where it could never decide: %s', async (expression, message) => {
    const {admin} = await simulated();
    const {code, body} = await admin('POST', POLICIES, holds(expression));
    expect({code, body}).toMatchObject({code: 422, body: {message: expect.stringContaining(message)}});
  });

  test.each([
    ['bad key', /^ValidatingAdmissionPolicy.* "p\/bad key": name part must consist of/],
    ['a/b', /"p\/a\/b": a qualified name must consist of/],
    ['k'.repeat(64), /name part must be no more than 63 characters/],
  ])('is refused with an audit annotation called %s', async (key, message) => {
    const {admin} = await simulated();
    const spec = {auditAnnotations: [{key, valueExpression: "'x'"}]};
    expect(await admin('POST', POLICIES, policy(spec))).toMatchObject({
      code: 422,
      message: expect.stringMatching(message),
      body: {details: {causes: [{field: 'spec.auditAnnotations[0].key'}]}},
    });
  });

  test('is taken with what is there: macros, texts, times, variables', async () => {
    const {admin} = await simulated();
    const spec = {
      variables: [{name: 'c', expression: 'object.spec.containers'}],
      matchConditions: [{name: 'm', expression: "request.userInfo.username.startsWith('system:')"}],
      validations: [
        {expression: "variables.c.all(c, c.image.matches('^a/') && !has(c.securityContext))"},
        {expression: "duration('1h') > duration('1m') && 'a,b'.split(',').size() == 2", messageExpression: "'a' + 'b'"},
      ],
    };
    expect((await admin('POST', POLICIES, policy(spec))).code).toBe(201);
  });
});
