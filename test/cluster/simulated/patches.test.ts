import {describe, expect, test} from 'vitest';
import {PATCH_TYPES, patched} from '../../../src/cluster/simulated/patch/patch.js';
import {simulated} from '../../helpers/simulated.js';

/** What each answer is, was seen on kube-apiserver 1.34.4; test/envtest/patches compares random ones. */
const RULE = {verbs: ['get', 'list'], apiGroups: [''], resources: ['pods']};
const ROLE = {
  metadata: {name: 'x', labels: {a: '1'}},
  rules: [RULE, {verbs: ['get'], apiGroups: [''], resources: ['services']}],
};
const json = (...operations: unknown[]) => patched(structuredClone(ROLE), operations, PATCH_TYPES.json) as typeof ROLE;
const NEW = {verbs: ['watch'], apiGroups: [''], resources: ['x']};
const resources = (role: typeof ROLE) => role.rules.map(rule => rule.resources[0]);

describe('JSON patches', () => {
  test.each<[string, object, string[]]>([
    ['add at the beginning', {op: 'add', path: '/rules/0', value: NEW}, ['x', 'pods', 'services']],
    ['add at the end', {op: 'add', path: '/rules/2', value: NEW}, ['pods', 'services', 'x']],
    ['add at the end by a dash', {op: 'add', path: '/rules/-', value: NEW}, ['pods', 'services', 'x']],
    ['add, counted from the end', {op: 'add', path: '/rules/-1', value: NEW}, ['pods', 'services', 'x']],
    ['add with a leading zero', {op: 'add', path: '/rules/01', value: NEW}, ['pods', 'x', 'services']],
    ['replace an element', {op: 'replace', path: '/rules/0', value: NEW}, ['x', 'services']],
    ['remove from the end', {op: 'remove', path: '/rules/-1'}, ['pods']],
    ['copy', {op: 'copy', from: '/rules/0', path: '/rules/-'}, ['pods', 'services', 'pods']],
    ['move', {op: 'move', from: '/rules/0', path: '/rules/1'}, ['services', 'pods']],
    [
      'test of an equal object in another order',
      {op: 'test', path: '/rules/0', value: {...NEW, ...RULE}},
      ['pods', 'services'],
    ],
    ['test of nothing', {op: 'test', path: '/nothing', value: null}, ['pods', 'services']],
  ])('%s', (_name, operation, expected) => {
    expect(resources(json(operation))).toEqual(expected);
  });

  test('keys of maps', () => {
    expect(json({op: 'replace', path: '/metadata/labels/none', value: '1'}).metadata.labels).toEqual({
      a: '1',
      none: '1',
    });
    expect(json({op: 'add', path: '/metadata/labels/x~1y~0z', value: '1'}).metadata.labels).toEqual({
      a: '1',
      'x/y~z': '1',
    });
    expect(json({op: 'copy', from: '/nothing', path: '/metadata/labels/x'}).metadata.labels).toEqual({a: '1', x: ''});
  });

  test.each<[string, object]>([
    ['add behind the end', {op: 'add', path: '/rules/9', value: NEW}],
    ['add before the beginning', {op: 'add', path: '/rules/-9', value: NEW}],
    ['add at a word', {op: 'add', path: '/rules/foo', value: NEW}],
    ['add below what is not there', {op: 'add', path: '/nothing/deep', value: 1}],
    ['add without a path', {op: 'add', value: 1}],
    ['replace behind the end', {op: 'replace', path: '/rules/9', value: NEW}],
    ['replace at a dash', {op: 'replace', path: '/rules/-', value: NEW}],
    ['remove what is not there', {op: 'remove', path: '/metadata/labels/none'}],
    ['move from nowhere', {op: 'move', from: '/nothing', path: '/rules/0'}],
    ['copy without a source', {op: 'copy', path: '/rules/0'}],
    ['a test that fails', {op: 'test', path: '/rules/0', value: {verbs: ['get']}}],
    ['an operation that there is not', {op: 'jump', path: '/rules/0'}],
    ['an operation of every object', {op: 'constructor', path: '/rules/0'}],
    ['no operation', {path: '/rules/0', value: 1}],
  ])('%s is 422', (_name, operation) => {
    expect(() => json(operation)).toThrow('the server rejected our request due to an error in our request');
  });

  test.each<[string, unknown, string]>([
    [
      'a map',
      {op: 'add'},
      'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
    ],
    [
      'a list of numbers',
      [1],
      'error decoding patch: json: cannot unmarshal number into Go value of type handlers.jsonPatchOp',
    ],
  ])('%s is 400', (_name, patch, message) => {
    expect(() => patched(ROLE, patch, PATCH_TYPES.json)).toThrow(message);
  });
});

describe('no patch reaches beyond its object', () => {
  const POISON: [string, string, unknown][] = [
    ['add', PATCH_TYPES.json, [{op: 'add', path: '/metadata/__proto__/polluted', value: 'yes'}]],
    ['replace', PATCH_TYPES.json, [{op: 'replace', path: '/metadata/__proto__/polluted', value: 'yes'}]],
    [
      'by a constructor',
      PATCH_TYPES.json,
      [{op: 'add', path: '/metadata/constructor/prototype/polluted', value: 'yes'}],
    ],
    ['merge', PATCH_TYPES.merge, JSON.parse('{"metadata": {"__proto__": {"polluted": "yes"}}}')],
    ['strategic', PATCH_TYPES.strategic, JSON.parse('{"metadata": {"__proto__": {"polluted": "yes"}}}')],
    ['apply', PATCH_TYPES.apply, JSON.parse('{"metadata": {"name": "x", "__proto__": {"polluted": "yes"}}}')],
  ];
  test.each(POISON)('%s, over HTTP', async (_name, contentType, patch) => {
    const {admin, namespace} = await simulated();
    const path = `/api/v1/namespaces/${await namespace('n')}/configmaps`;
    await admin('POST', path, {metadata: {name: 'x'}});
    await admin('PATCH', `${path}/x`, patch, {contentType});
    expect(({} as {polluted?: string}).polluted).toBeUndefined();
    expect((await admin('GET', `${path}/x`)).body).not.toHaveProperty('metadata.polluted');
  });
});

describe('strategic merge patches', () => {
  const POD = {
    containers: [
      {name: 'one', image: 'i', args: ['a'], env: [{name: 'E', value: '1'}]},
      {name: 'two', image: 'i'},
    ],
    volumes: [{name: 'v', emptyDir: {}}],
    strategy: {type: 'RollingUpdate', rollingUpdate: {maxSurge: 1}},
    finalizers: ['a/1', 'a/2'],
  };
  const strategic = (patch: object) => patched(structuredClone(POD), patch, PATCH_TYPES.strategic) as typeof POD;
  const names = (pod: typeof POD) => pod.containers.map(({name}) => name);

  test('the order that kubectl names', () => {
    const order = {'$setElementOrder/containers': [{name: 'two'}, {name: 'one'}]};
    const patch = {...order, containers: [{name: 'two', image: 'n'}]};
    expect(strategic(patch).containers).toEqual([{name: 'two', image: 'n'}, POD.containers[0]]);
    expect(names(strategic(order))).toEqual(['two', 'one']);
    expect(strategic({'$setElementOrder/finalizers': ['a/2', 'a/1']}).finalizers).toEqual(['a/2', 'a/1']);
  });

  test('replace, delete and retained keys', () => {
    expect(names(strategic({containers: [{$patch: 'replace'}, {name: 'three'}]}))).toEqual(['three']);
    expect(names(strategic({containers: [{name: 'two', $patch: 'delete'}]}))).toEqual(['one']);
    expect(strategic({strategy: {$retainKeys: ['type'], type: 'Recreate'}}).strategy).toEqual({type: 'Recreate'});
    expect(strategic({strategy: {$patch: 'replace', type: 'Recreate'}}).strategy).toEqual({type: 'Recreate'});
    expect(strategic({strategy: {$patch: 'delete'}}).strategy).toEqual({});
    expect(
      strategic({volumes: [{name: 'v', $retainKeys: ['name', 'hostPath'], hostPath: {path: '/x'}}]}).volumes,
    ).toEqual([{name: 'v', hostPath: {path: '/x'}}]);
  });

  test('lists of texts that are united', () => {
    expect(strategic({finalizers: ['a/3']}).finalizers).toEqual(['a/3', 'a/1', 'a/2']);
    expect(strategic({'$deleteFromPrimitiveList/finalizers': ['a/1']}).finalizers).toEqual(['a/2']);
  });

  test('no directive is ever stored, and what is new is taken as it is', () => {
    const patch = {
      containers: [{name: 'three', image: 'i', env: [{name: 'E', $patch: 'delete'}]}],
      new: {$retainKeys: ['a'], a: null, b: 1},
    };
    expect(strategic(patch)).toMatchObject({
      containers: [{name: 'three', image: 'i', env: [{name: 'E'}]}, ...POD.containers],
      new: {b: 1},
    });
    expect(JSON.stringify(strategic(patch))).not.toContain('$');
  });

  test.each<[string, object, string]>([
    ['no merge key', {containers: [{image: 'x'}]}, 'map: map[image:x] does not contain declared merge key: name'],
    ['merge', {containers: [{name: 'one', $patch: 'merge'}]}, 'merging lists cannot yet be specified in the patch'],
    ['a directive that there is not', {strategy: {$patch: 'x'}}, 'unknown patch type: x in map: map[$patch:x]'],
    [
      'another order',
      {'$setElementOrder/containers': [{name: 'one'}, {name: 'two'}], containers: [{name: 'two'}, {name: 'one'}]},
      "doesn't match $setElementOrder list:\n[map[name:one] map[name:two]]",
    ],
  ])('%s is 500, as on the real server', (_name, patch, message) => {
    expect(() => strategic(patch)).toThrow(message);
  });
});
