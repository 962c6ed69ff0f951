import {describe, expect, test} from 'vitest';
import {simulated} from '../../helpers/simulated.js';

const MAPS = '/api/v1/namespaces/a/configmaps';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/a/deployments';
const APPLY = {contentType: 'application/apply-patch+yaml'};
const MERGE = {contentType: 'application/merge-patch+json'};

/** A simulated server with a namespace, and who applies config maps there. */
async function applying() {
  const {admin, namespace} = await simulated();
  await namespace('a');
  const apply = (manager: string, data: Record<string, string>, more = '') => {
    const body = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'm'}, data};
    return admin('PATCH', `${MAPS}/m?fieldManager=${manager}${more}`, body, APPLY);
  };
  const data = async () => ((await admin('GET', `${MAPS}/m`)).body as {data?: unknown}).data;
  return {admin, apply, data};
}

/** What each answer is, was seen on kube-apiserver 1.34.4; test/envtest/apply compares random writes of several managers. */
describe('server-side apply', () => {
  test('what a manager leaves out goes, unless somebody else owns it', async () => {
    const {apply, data} = await applying();
    expect((await apply('one', {a: '1', b: '1', c: '1'})).code).toBe(201);
    expect((await apply('two', {b: '1'})).code).toBe(200);
    expect((await apply('one', {c: '1'})).code).toBe(200);
    expect(await data()).toEqual({b: '1', c: '1'});
  });

  test('another value of what somebody else owns is a conflict, and forced it is the new owner’s', async () => {
    const {admin, apply, data} = await applying();
    await apply('one', {a: '1'});
    await admin('PATCH', `${MAPS}/m`, {data: {b: '1'}}, MERGE);
    expect(await apply('two', {a: '2', b: '2'})).toMatchObject({
      code: 409,
      message:
        'Apply failed with 2 conflicts: conflicts with "one":\n- .data.a\nconflicts with "test" using v1:\n- .data.b',
      body: {
        reason: 'Conflict',
        details: {causes: [{reason: 'FieldManagerConflict', message: 'conflict with "one"', field: '.data.a'}, {}]},
      },
    });
    expect(await data()).toEqual({a: '1', b: '1'});
    expect((await apply('two', {a: '2', b: '2'}, '&force=true')).code).toBe(200);
    expect(await data()).toEqual({a: '2', b: '2'});
    expect(await apply('one', {a: '1'})).toMatchObject({message: expect.stringContaining('conflict with "two"')});
  });

  test('a dry run owns nothing', async () => {
    const {apply} = await applying();
    await apply('one', {a: '1'});
    await apply('two', {b: '1'}, '&dryRun=All');
    expect((await apply('one', {a: '1', b: '2'})).code).toBe(200);
  });

  test('an object of that name that comes later is nobody’s yet', async () => {
    const {admin, apply} = await applying();
    await apply('one', {a: '1'});
    await admin('DELETE', `${MAPS}/m`);
    expect((await apply('two', {a: '2'})).code).toBe(201);
    expect((await apply('two', {a: '3'})).code).toBe(200);
  });

  test('what the server has made itself is its own', async () => {
    const {admin} = await applying();
    const metadata = {name: 'cluster-admin'};
    const rules = [{verbs: ['get'], apiGroups: [''], resources: ['pods']}];
    const body = {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata, rules};
    const path = '/apis/rbac.authorization.k8s.io/v1/clusterroles/cluster-admin?fieldManager=x';
    expect(await admin('PATCH', path, body, APPLY)).toMatchObject({
      code: 409,
      message:
        'Apply failed with 1 conflict: conflict with "kube-apiserver" using rbac.authorization.k8s.io/v1: .rules',
    });
  });

  test('a directive of a strategic patch is a field that there is not', async () => {
    const {admin} = await applying();
    const containers = [{name: 'c', image: 'i', $patch: 'delete'}];
    const body = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {name: 'd'},
      spec: {template: {spec: {containers}}},
    };
    expect(await admin('PATCH', `${DEPLOYMENTS}/d?fieldManager=x`, body, APPLY)).toMatchObject({
      code: 500,
      message:
        'failed to create typed patch object (/d; apps/v1, Kind=Deployment): .spec.template.spec.containers[name="c"].$patch: field not declared in schema',
    });
  });
});

describe('workloads', () => {
  const spec = (app: string, selector: object = {matchLabels: {app: 'x'}}) => ({
    selector,
    template: {metadata: {labels: {app}}, spec: {containers: [{name: 'c', image: 'i'}]}},
  });
  const MISMATCH =
    'spec.template.metadata.labels: Invalid value: {"app":"y"}: `selector` does not match template `labels`';

  test('a selector must find the pods that are made, and stays as it is', async () => {
    const {admin} = await applying();
    expect(await admin('POST', DEPLOYMENTS, {metadata: {name: 'd'}, spec: spec('y')})).toMatchObject({
      code: 422,
      message: `Deployment.apps "d" is invalid: ${MISMATCH}`,
    });
    expect((await admin('POST', DEPLOYMENTS, {metadata: {name: 'd'}, spec: spec('x')})).code).toBe(201);
    expect(await admin('PATCH', `${DEPLOYMENTS}/d`, {spec: spec('y', {matchLabels: {app: 'y'}})}, MERGE)).toMatchObject(
      {
        code: 422,
        message:
          'Deployment.apps "d" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"y"}}: field is immutable',
      },
    );
  });

  test('without a selector it is refused, and no controller stumbles over it', async () => {
    const {admin} = await applying();
    const {template} = spec('y');
    expect(await admin('POST', DEPLOYMENTS, {metadata: {name: 'd'}, spec: {template}})).toMatchObject({
      code: 422,
      message: `Deployment.apps "d" is invalid: [spec.selector: Required value, ${MISMATCH}]`,
      body: {details: {causes: [{reason: 'FieldValueRequired', field: 'spec.selector'}, {}]}},
    });
  });
});
