import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../../src/audit/event.js';
import {Secret} from '../../../src/lib/secret.js';
import {recordedAttacks, recordedEvents} from '../../helpers/recorded.js';
import {podNamed, simulated} from '../../helpers/simulated.js';

/** The names of every field of an event, dotted: its shape without what differs from run to run. */
const shapeOf = (value: unknown, path = ''): string[] =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? [path]
    : Object.entries(value).flatMap(([key, inner]) => shapeOf(inner, path ? `${path}.${key}` : key));

const recordedOf = (scenario: string, fits: (event: AuditEvent) => boolean): AuditEvent => {
  const attacks = recordedAttacks();
  const found = recordedEvents().find(e => attacks.get(e.auditID) === scenario && fits(e));
  if (!found) throw new Error(`no such event of ${scenario} in the recording`);
  return found;
};

const POLICY = readFileSync('audit-policy.yaml', 'utf8');

describe('audit events of the simulated API server', () => {
  test('keep the id that the client chose, whatever it is, and echo it', async () => {
    const {admin, events, server} = await simulated();
    const response = await fetch(`${server.url}/version`, {headers: {'Audit-ID': 'hello, world'}});
    expect(response.headers.get('audit-id')).toBe('hello, world');
    expect(events().at(-1)?.auditID).toBe('hello, world');
    await admin('GET', '/version', undefined, {headers: {'Audit-ID': '  '}});
    expect(events().at(-1)?.auditID).toMatch(/^[0-9a-f]{8}-/);
  });

  test('have the shape of the recorded ones: a 401', async () => {
    const {as, events} = await simulated(POLICY);
    await as({as: 'bearer', token: new Secret('x')})('GET', '/api/v1/namespaces');
    const recorded = recordedOf('KS-02', e => e.responseStatus?.code === 401 && e.objectRef?.resource === 'namespaces');
    expect(shapeOf(events().at(-1)).sort()).toEqual(shapeOf(recorded).sort());
    expect(events().at(-1)).toMatchObject({
      level: recorded.level,
      stage: 'ResponseStarted',
      user: {},
      responseStatus: recorded.responseStatus,
    });
  });

  test('have the shape of the recorded ones: a list of Secrets by a service account', async () => {
    const {events, namespace, account} = await simulated(POLICY);
    await namespace('a');
    const actor = await account('a', 'agent', [{apiGroups: [''], resources: ['secrets'], verbs: ['list']}]);
    await actor('GET', '/api/v1/namespaces/a/secrets');
    const recorded = recordedOf('KS-26', e => e.verb === 'list' && e.objectRef?.namespace !== undefined);
    expect(shapeOf(events().at(-1)).sort()).toEqual(shapeOf(recorded).sort());
  });

  test('have the shape of the recorded ones: a refused escalation, with both bodies', async () => {
    const {events, namespace, account} = await simulated(POLICY);
    await namespace('a');
    const rules = [{apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'], verbs: ['create']}];
    const actor = await account('a', 'low', rules);
    const path = '/apis/rbac.authorization.k8s.io/v1/namespaces/a/roles';
    await actor('POST', path, {metadata: {name: 'esc'}, rules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]});
    const recorded = recordedOf('KS-16', e => e.responseStatus?.code === 403 && e.objectRef?.resource === 'roles');
    const event = events().at(-1);
    expect(shapeOf(event).sort()).toEqual(shapeOf(recorded).sort());
    expect(event?.annotations?.['authorization.k8s.io/decision']).toBe('allow');
  });

  test('a create that RBAC refuses has neither name nor body', async () => {
    const {as, events} = await simulated();
    await as({as: 'anonymous'})('POST', '/api/v1/namespaces/default/pods', podNamed('secret-name'));
    const event = events().at(-1);
    expect(event).toMatchObject({
      annotations: {'authorization.k8s.io/decision': 'forbid', 'authorization.k8s.io/reason': ''},
    });
    expect(event?.objectRef).toEqual({resource: 'pods', namespace: 'default', apiVersion: 'v1'});
    expect(event).not.toHaveProperty('requestObject');
  });

  test('of a pod have the defaults in the request, and a name that the server chose only in the answer', async () => {
    const {admin, events} = await simulated();
    await admin('POST', '/api/v1/namespaces/default/pods', {...podNamed('x'), metadata: {generateName: 'x-'}});
    const event = events().at(-1) as AuditEvent;
    expect(event.requestObject).toMatchObject({
      spec: {restartPolicy: 'Always', containers: [{imagePullPolicy: 'IfNotPresent'}]},
    });
    expect(event.objectRef).not.toHaveProperty('name');
    expect(event.responseObject).toMatchObject({metadata: {name: expect.stringMatching(/^x-/)}});
  });

  test('follow the policy: levels, None, and omitted stages', async () => {
    const {admin, as, events, auditLog} = await simulated(
      'apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [ResponseStarted]\nrules: [{level: None, nonResourceURLs: [/version]}, {level: Metadata, verbs: [list]}, {level: Request}]',
    );
    await admin('GET', '/version');
    await as({as: 'bearer', token: new Secret('x')})('GET', '/api/v1/pods');
    expect(events()).toEqual([]); // a 401 has no other stage than the one that is omitted
    await admin('POST', '/api/v1/namespaces/default/configmaps', {metadata: {name: 'x'}, data: {a: '<&>'}});
    expect(events().at(-1)).toMatchObject({level: 'Request', requestObject: {data: {a: '<&>'}}});
    expect(events().at(-1)).not.toHaveProperty('responseObject');
    expect(readFileSync(auditLog, 'utf8')).toContain('\\u003c\\u0026\\u003e');
  });

  test.each([
    ['/api/v1/proxy/nodes/simulated-node', 'proxy'],
    ['/api/v1/namespaces/default/pods/none/log', 'get'],
    ['/debug/pprof/heap', 'get'],
  ])('of GET %s are two, for its answer might go on', async (path, verb) => {
    const {admin, as, events} = await simulated();
    const ends = (code: number) => ['ResponseStarted', 'ResponseComplete'].map(stage => ({stage, verb, code}));
    const told = () => events().map(e => ({stage: e.stage, verb: e.verb, code: e.responseStatus?.code}));
    expect((await as({as: 'anonymous'})('GET', path)).code).toBe(403);
    expect(told()).toEqual(ends(403));
    expect((await admin('GET', path)).code).toBe(404);
    expect(told()).toEqual([...ends(403), ...ends(404)]);
  });

  test('a method that the server has no verb for changes nothing', async () => {
    const {admin} = await simulated();
    expect((await admin('OPTIONS' as 'GET', '/api/v1/nodes')).code).toBe(501);
    expect((await admin('GET', '/api/v1/nodes')).body).toMatchObject({items: [{}]});
  });

  test('cut a user agent that is too long, and have none when the client sends none', async () => {
    const {admin, events} = await simulated();
    await admin('GET', '/version', undefined, {headers: {'User-Agent': 'x'.repeat(2000)}});
    expect(events().at(-1)?.userAgent).toBe(`${'x'.repeat(1024)}...TRUNCATED`);
  });
});
