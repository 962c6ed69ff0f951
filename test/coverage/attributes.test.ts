import {expect, test} from 'vitest';
import {type Asked, attributesOf} from '../../src/coverage/probes/attributes.js';

const ASKED: Asked[] = [
  {name: 'namespace', value: 'kd-a1b2c3'},
  {name: 'pod', value: 'short-lived'},
  {name: 'container', value: 'writer'},
  {name: 'label', value: 'a1b2c3', key: 'kubedrill.dev/run'},
];
const ALL = {namespace: 'field', pod: 'field', container: 'field', label: 'field'};
const PATH = '/var/log/containers/short-lived_kd-a1b2c3_writer-';

/** How shippers say whose a line is. */
test.each([
  [
    'Fluentd and Fluent Bit',
    {
      log: 'kda1b2c3pods n=1 of 10',
      kubernetes: {
        ...{namespace_name: 'kd-a1b2c3', pod_name: 'short-lived', container_name: 'writer'},
        labels: {'kubedrill.dev/run': 'a1b2c3'},
      },
    },
    ALL,
  ],
  [
    'Filebeat, labels with dots replaced',
    {
      message: 'kda1b2c3pods n=1 of 10',
      kubernetes: {
        ...{namespace: 'kd-a1b2c3', pod: {name: 'short-lived'}, container: {name: 'writer'}},
        labels: {kubedrill_dev_run: 'a1b2c3'},
      },
    },
    ALL,
  ],
  [
    'the path of the file alone',
    {message: 'kda1b2c3pods n=1 of 10', log: {file: {path: `${PATH}${'0'.repeat(64)}.log`}}},
    {namespace: 'text', pod: 'text', container: 'text', label: 'absent'},
  ],
  [
    'labels of a stream in Loki',
    {namespace: 'kd-a1b2c3', pod: 'short-lived', container: 'writer', line: undefined},
    {...ALL, label: 'absent'},
  ],
  [
    'nothing',
    {message: 'kda1b2c3pods n=1 of 10'},
    {namespace: 'absent', pod: 'absent', container: 'absent', label: 'absent'},
  ],
])('%s', (_name, fields, said) => {
  expect(attributesOf(fields, ASKED)).toEqual(said);
});

test('what one record does not say is not said', () => {
  const [first, second] = [{ns: 'kd-a1b2c3', pod: 'short-lived', c: 'writer'}, {ns: 'kd-a1b2c3'}];
  expect(attributesOf(second, ASKED, attributesOf(first, ASKED))).toEqual({
    ...{namespace: 'field', pod: 'absent', container: 'absent', label: 'absent'},
  });
});
