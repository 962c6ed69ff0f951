import {expect, test} from 'vitest';
import {valueAt, valuesAt} from '../../src/lib/json/field-path.js';

const pod = {
  metadata: {labels: {'app.kubernetes.io/name': 'web'}, deletionTimestamp: null},
  spec: {containers: [{name: 'a'}, {name: 'b'}]},
};

test.each([
  ['metadata.labels.app.kubernetes.io/name', 'web'],
  ['spec.containers.1.name', 'b'],
  ['metadata.deletionTimestamp', null],
  ['metadata.labels.app', undefined],
  ['spec.containers.2.name', undefined],
  ['metadata.labels.app.kubernetes.io/name.more', undefined],
])('%s leads to %j', (path, value) => {
  expect(valueAt(pod, path)).toBe(value);
});

test.each([undefined, null, 'text', 5])('%j has nothing at any path', value => {
  expect(valueAt(value, 'length')).toBeUndefined();
});

test('one value stands for a list of it', () => {
  expect(valuesAt(pod, 'spec.containers')).toHaveLength(2);
  expect(valuesAt(pod, 'spec.containers.0.name')).toEqual(['a']);
  expect(valuesAt(pod, 'spec.volumes')).toEqual([]);
});
