import {describe, expect, test} from 'vitest';
import {evidenceOf, textWithoutSecrets, withoutSecrets} from '../../src/audit/redact.js';

test.each([
  ['DB_PASSWORD=hunter2 started', 'DB_PASSWORD=[redacted] started'],
  ['{"api_token": "abc.def", "user": "bob"}', '{"api_token": "[redacted]", "user": "bob"}'],
  ['Authorization: Bearer abc', 'Authorization: [redacted]'],
  ['got eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln from it', 'got [redacted] from it'],
  ['AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG', 'AWS_SECRET_ACCESS_KEY=[redacted]'],
  ['the password was wrong', 'the password was wrong'],
])('a line that is kept as evidence has no credentials: %s', (line, kept) => {
  expect(textWithoutSecrets(line)).toBe(kept);
});

test('a line that is too long is cut', () => {
  expect(textWithoutSecrets('x'.repeat(10_000))).toHaveLength(4096);
});

describe('what is kept of a document as evidence', () => {
  const event = (objectRef: object, bodies: object) => ({auditID: 'a1', verb: 'create', objectRef, ...bodies});
  const REDACTED = '[redacted: may hold credentials]';

  test.each([
    ['a secret', {resource: 'secrets'}],
    ['a token of a service account', {resource: 'serviceaccounts', subresource: 'token'}],
    ['a review of a token', {resource: 'tokenreviews'}],
  ])('the bodies of requests for %s go, and all else stays', (_, objectRef) => {
    const kept = evidenceOf({items: [event(objectRef, {requestObject: {a: 1}, responseObject: {b: 2}})]});
    expect(kept).toEqual({items: [event(objectRef, {requestObject: REDACTED, responseObject: REDACTED})]});
    expect(evidenceOf(event(objectRef, {responseObject: 1}))).toEqual(event(objectRef, {responseObject: REDACTED}));
    expect(evidenceOf(event(objectRef, {requestObject: 1}))).toEqual(event(objectRef, {requestObject: REDACTED}));
    const noEvent = {objectRef, requestObject: 1, responseObject: 2};
    expect(evidenceOf(noEvent)).toEqual(noEvent);
  });

  test('other bodies stay, without copies of objects and credentials in them', () => {
    const objectRef = {resource: 'serviceaccounts'};
    const annotations = {'kubectl.kubernetes.io/last-applied-configuration': '{"data":1}', note: 'x'};
    const body = {
      metadata: {annotations},
      spec: {token: 't', privateKey: 'k', clientCertificateData: 'c', replicas: 2},
    };
    expect(withoutSecrets(event(objectRef, {requestObject: body}))).toEqual(
      event(objectRef, {
        requestObject: {
          metadata: {annotations: {'kubectl.kubernetes.io/last-applied-configuration': '[redacted]', note: 'x'}},
          spec: {token: '[redacted]', privateKey: '[redacted]', clientCertificateData: '[redacted]', replicas: 2},
        },
      }),
    );
  });

  test('Secrets lose their values wherever they are, and other kinds keep theirs', () => {
    const values = {data: {password: 'cGFzcw=='}, stringData: {password: 'pass'}};
    const secret = {kind: 'Secret', metadata: {name: 'db'}, ...values};
    const kept = {kind: 'Secret', metadata: {name: 'db'}, data: '[redacted]', stringData: '[redacted]'};
    expect(evidenceOf({list: [secret, null, 3, 'x', {kind: 'ConfigMap', ...values}]})).toEqual({
      list: [kept, null, 3, 'x', {kind: 'ConfigMap', ...values}],
    });
    expect(evidenceOf({kind: 'SecretList', items: [{data: {a: 'b'}}]})).toEqual({
      kind: 'SecretList',
      items: '[redacted]',
    });
    expect(evidenceOf(undefined)).toBeUndefined();
  });

  test('what is longer than 64 KiB in JSON is left out, a body as well as a document', () => {
    const most = 'x'.repeat(64 * 1024 - 2);
    expect(evidenceOf(most)).toBe(most);
    expect(evidenceOf(`${most}x`)).toBe(`[left out: ${64 * 1024 + 1} characters]`);
    const pods = {resource: 'pods'};
    expect(withoutSecrets(event(pods, {requestObject: most, responseObject: `${most}x`}))).toEqual(
      event(pods, {requestObject: most, responseObject: `[left out: ${64 * 1024 + 1} characters]`}),
    );
  });
});
