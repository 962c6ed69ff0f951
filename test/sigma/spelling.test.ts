import {describe, expect, test} from 'vitest';
import {repairedField} from '../../src/sigma/reason/aliases.js';
import {likelyField} from '../../src/sigma/reason/likely-field.js';
import {lintRules} from '../../src/sigma/reason/lint.js';
import {auditEvent, matching, rulesOf, selecting} from '../helpers/rules.js';

describe('fields as other pipelines write them', () => {
  test.each([
    ['annotations.authorization_k8s_io/decision', 'annotations.authorization.k8s.io/decision'],
    ['annotations.authorization_k8s_io_decision', 'annotations.authorization.k8s.io/decision'],
    ['annotations_authorization_k8s_io_decision', 'annotations.authorization.k8s.io/decision'],
    [
      'annotations.pod-security_kubernetes_io/audit-violations',
      'annotations.pod-security.kubernetes.io/audit-violations',
    ],
    [String.raw`annotations.authorization\.k8s\.io\/decision`, 'annotations.authorization.k8s.io/decision'],
    ["annotations['authorization.k8s.io/decision']", 'annotations.authorization.k8s.io/decision'],
    ['annotations["authorization.k8s.io/decision"]', 'annotations.authorization.k8s.io/decision'],
    ['annotations.`authorization.k8s.io/decision`', 'annotations.authorization.k8s.io/decision'],
    ['kubernetes.audit.annotations.authorization_k8s_io/decision', 'annotations.authorization.k8s.io/decision'],
    ['requestObject.spec.containers[*].image', 'requestObject.spec.containers.image'],
    ['requestObject.spec.containers[0].image', 'requestObject.spec.containers.image'],
    ['requestObject.spec.containers[].image', 'requestObject.spec.containers.image'],
    ['requestObject.spec.containers{}.image', 'requestObject.spec.containers.image'],
    ['requestObject.spec.containers.0.image', 'requestObject.spec.containers.image'],
    ['requestObject.spec.containers.*.image', 'requestObject.spec.containers.image'],
    ['user.groups{}', 'user.groups'],
    ['sourceIPs.0', 'sourceIPs'],
    ['sourceIPs[0]', 'sourceIPs'],
    ['user.extra.authentication.kubernetes.io/pod-name[0]', 'user.extra.authentication.kubernetes.io/pod-name'],
    ['objectref.resource', 'objectRef.resource'],
    ['objectRef_resource', 'objectRef.resource'],
    ['object_ref.sub_resource', 'objectRef.subresource'],
    ['request_object.spec.hostNetwork', 'requestObject.spec.hostNetwork'],
    ['requestObject_spec_hostNetwork', 'requestObject.spec.hostNetwork'],
    ['json.objectRef.resource', 'objectRef.resource'],
    ['jsonPayload.verb', 'verb'],
    ['properties.log.user.username', 'user.username'],
    ['some.store.requestObject.spec.hostPID', 'requestObject.spec.hostPID'],
    ['@objectRef.name', 'objectRef.name'],
    ['user.name', 'user.username'],
    ['kubernetes.audit.user.username', 'user.username'],
    ['source.ip', 'sourceIPs'],
    ['user_agent.original', 'userAgent'],
    ['event.action', 'verb'],
    ['url.path', 'requestURI'],
    ['http.response.status_code', 'responseStatus.code'],
    ['orchestrator.resource.type', 'objectRef.resource'],
    ['protoPayload.request.spec.hostIPC', 'requestObject.spec.hostIPC'],
    ['kubernetes.audit.apiGroup', 'objectRef.apiGroup'],
    ['objectRef.resource.keyword', 'objectRef.resource'],
    ['user.username.caseless', 'user.username'],
    ['requestObject.spec.nodeName.keyword', 'requestObject.spec.nodeName'],
    ['labels.authorization.k8s.io/decision', 'annotations.authorization.k8s.io/decision'],
    ['ka.user.name', 'user.username'],
    ['ka.target.resource', 'objectRef.resource'],
    ['ka.auth.decision', 'annotations.authorization.k8s.io/decision'],
    ['jevt.value[/objectRef/resource]', 'objectRef.resource'],
    ['json.value[/user/username]', 'user.username'],
  ])('%s is %s', (written, meant) => {
    expect(repairedField(written, [])).toBe(meant);
    const [finding] = lintRules(rulesOf(selecting(`${JSON.stringify(written)}: x`)));
    expect(finding).toMatchObject({check: 'unknown-field', line: 5, column: 5, next: `perhaps ${meant} is meant`});
  });

  test.each([
    ...['verb', 'annotations.authorization.k8s.io/decision', 'annotations.my.own/thing', 'annotations.mine'],
    ...[
      'requestObject.spec.containers.image',
      'requestObject.data.0',
      'requestObject.metadata.labels.keyword',
      'requestObject.spec.text',
      'requestObject.metadata.labels.1',
      'requestURI',
    ],
    ...['user.extra.scopes.example.com/a', 'responseStatus.details.kind', 'requestObjects.spec', 'log.level', ''],
  ])('%s stays as it is', field => {
    expect(repairedField(field, [])).toBeUndefined();
  });

  test('a field to compare with is repaired as well', () => {
    const text = selecting('user.name|fieldref: kubernetes.audit.objectRef.name');
    const set = rulesOf(text, {repair: repairedField});
    expect(matching(set, auditEvent({user: {username: 'a'}, objectRef: {resource: 'pods', name: 'a'}}))).toEqual([
      'rule',
    ]);
    expect(lintRules(set)).toEqual([]);
    expect(lintRules(rulesOf(text)).map(f => f.next)).toEqual(['perhaps user.username is meant']);
  });
});

describe('the guess names a field that has such values', () => {
  test.each([
    ['kubernetes.action', ['list', 'get'], 'verb'],
    ['outcome', ['forbid'], 'annotations.authorization.k8s.io/decision'],
    ['kubernetes.status', [403], 'responseStatus.code'],
    ['foo.status', ['Failure'], 'responseStatus.status'],
    ['remote', ['10.0.0.0/8'], 'sourceIPs'],
    ['who', ['system:masters'], 'user.groups'],
    ['who', ['system:serviceaccount:a:b'], 'user.username'],
    ['what', ['secrets', 'pods'], 'objectRef.resource'],
    ['path', ['/api/v1/secrets'], 'requestURI'],
    ['when', ['ResponseComplete'], 'stage'],
    ['objectRef.nmae', ['x'], 'objectRef.name'],
    ['user.usrname', ['x'], 'user.username'],
    ['quite.another', ['x'], undefined],
  ])('%s: %j is %s', (field, values, meant) => {
    expect(likelyField(field, values)).toBe(meant);
  });
});

describe('values that no event has, behind a modifier', () => {
  test.each([
    ['verb|contains: exec', 'no value of verb fits contains exec'],
    ["verb|re: '^(exec|attach)$'", 'no value of verb fits re'],
    ['verb|cased: GET', 'no value of verb fits cased GET'],
    ['verb|startswith: [exec, port]', 'no value of verb fits startswith exec or port'],
    ['verb|contains|all: [create, update]', 'no value of verb fits contains all create or update'],
    ['stage|endswith: Done', 'no value of stage fits endswith Done'],
    ['responseStatus.code|gte: 600', 'no value of responseStatus.code fits gte 600'],
    ["responseStatus.code|re: '^[a-z]+$'", 'no value of responseStatus.code fits re'],
    ['objectRef.resource|cased: Pods', 'no value of objectRef.resource fits cased Pods'],
    ['verb|fieldref: objectRef.nmae', 'no field objectRef.nmae'],
    ['verb|fieldref: [objectRef.nmae, user.nmae]', 'no field objectRef.nmae'],
  ])('%s', (selection, message) => {
    expect(lintRules(rulesOf(selecting(selection))).map(f => f.message)).toEqual([expect.stringContaining(message)]);
  });

  test.each([
    ...['verb|contains: elet', "verb|re: '^(get|exec)$'", 'responseStatus.code|gte: 400', "responseStatus.code: '4*'"],
    ...['verb|neq: exec', 'verb|fieldref|neq: objectRef.nmae', 'verb|fieldref: [objectRef.nmae, objectRef.name]'],
    ...["objectRef.resource|re|i: '^Pods$'", 'objectRef.resource: Pods', 'verb|exists: true', "verb|re: '[A-Za-z]+'"],
  ])('%s may be', selection => {
    expect(lintRules(rulesOf(selecting(selection)))).toEqual([]);
  });
});
