import {describe, expect, test} from 'vitest';
import {RESOURCES} from '../../../src/kube/resources.js';
import {typeOfKind} from '../../../src/kube/types/types.js';
import {podNamed, simulated} from '../../helpers/simulated.js';

/** What each answer is, was seen on kube-apiserver 1.34.4; test/envtest/types compares many more. */
describe('a body is decoded as its kind has it', () => {
  test('every kind has a type', () => {
    expect(RESOURCES.filter(({apiVersion, kind}) => typeOfKind(apiVersion, kind) === undefined)).toEqual([]);
  });

  const typo = podNamed('typo', {privilleged: true});
  const said = 'unknown field "spec.containers[0].securityContext.privilleged"';

  test('a field that there is not is warned of, and neither stored nor audited', async () => {
    const {admin, namespace, events} = await simulated();
    const pods = `/api/v1/namespaces/${await namespace('n')}/pods`;
    await admin('POST', `/api/v1/namespaces/n/serviceaccounts`, {metadata: {name: 'default'}});
    const answer = await admin('POST', pods, typo);
    expect(answer).toMatchObject({code: 201, warnings: [said]});
    expect(JSON.stringify([answer.body, (await admin('GET', `${pods}/typo`)).body, events()])).not.toContain(
      'privilleged":',
    );
  });

  test('strict validation refuses it, and none says nothing', async () => {
    const {admin, namespace} = await simulated();
    const pods = `/api/v1/namespaces/${await namespace('n')}/pods`;
    await admin('POST', `/api/v1/namespaces/n/serviceaccounts`, {metadata: {name: 'default'}});
    expect(await admin('POST', `${pods}?fieldValidation=Strict`, typo)).toMatchObject({
      code: 400,
      message: `Pod in version "v1" cannot be handled as a Pod: strict decoding error: ${said}`,
    });
    const ignored = await admin('POST', `${pods}?fieldValidation=Ignore`, typo);
    expect(ignored.code).toBe(201);
    expect(ignored.warnings).toBeUndefined();
  });

  test('a field that stands twice is warned of, wherever it stands', async () => {
    const {admin, namespace} = await simulated();
    const maps = `/api/v1/namespaces/${await namespace('n')}/configmaps`;
    const text = '{"metadata": {"name": "m", "name": "m"}, "data": {"a": "{\\"x\\": 1,", "b": "1", "b": "2"}}';
    expect(await admin('POST', maps, text)).toMatchObject({
      code: 201,
      warnings: ['duplicate field "metadata.name"', 'duplicate field "data.b"'],
      body: {data: {a: '{"x": 1,', b: '2'}},
    });
  });

  test.each<[string, unknown, string]>([
    ['a number', {data: {a: 1}}, 'json: cannot unmarshal number into Go struct field ConfigMap.data of type string'],
    [
      'a list',
      {metadata: {name: 'm', labels: []}},
      'json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map[string]string',
    ],
    ['no base64', {binaryData: {a: 'a'}}, 'illegal base64 data at input byte 0'],
  ])('%s in the wrong place is 400, whatever the validation', async (_name, body, why) => {
    const {admin, namespace} = await simulated();
    const maps = `/api/v1/namespaces/${await namespace('n')}/configmaps`;
    for (const validation of ['Strict', 'Ignore', ''])
      expect(await admin('POST', `${maps}?fieldValidation=${validation}`, body)).toMatchObject({
        code: 400,
        message: `ConfigMap in version "v1" cannot be handled as a ConfigMap: ${why}`,
      });
  });

  test('a patch that makes something else of an object is 422', async () => {
    const {admin, namespace} = await simulated();
    const maps = `/api/v1/namespaces/${await namespace('n')}/configmaps`;
    await admin('POST', maps, {metadata: {name: 'm'}});
    const strategic = {contentType: 'application/strategic-merge-patch+json'};
    expect(await admin('PATCH', `${maps}/m?fieldValidation=Strict`, {frob: 1}, strategic)).toMatchObject({
      code: 422,
      message: ' "" is invalid: patch: Invalid value: "map[frob:1]": strict decoding error: unknown field "frob"',
    });
    expect(await admin('PATCH', `${maps}/m`, {frob: 1}, strategic)).toMatchObject({
      code: 200,
      warnings: ['unknown field "frob"'],
    });
    expect((await admin('GET', `${maps}/m`)).body).not.toHaveProperty('frob');
  });
});
