import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {loadFleet, readFleet} from '../../src/fleet/config/load.js';
import {tempDir} from '../helpers/temp.js';

function fleetFile(text: string): string {
  const dir = tempDir();
  writeFileSync(join(dir, 'stack.yaml'), 'sources: []\n');
  writeFileSync(join(dir, 'fleet.yaml'), text);
  return join(dir, 'fleet.yaml');
}

const problemsOf = (text: string): string[] =>
  readFleet(fleetFile(text)).problems.map(({line, column, message}) => `${line}:${column} ${message}`);

test('a cluster takes what it says itself, and the defaults for the rest; paths are found beside the file', () => {
  const file = fleetFile(`fleet: prod
defaults: {stack: stack.yaml, retry: 2}
clusters:
  - {name: eu-1, context: eu, confirm: 0b7c, labels: {tier: gold}, retry: 0}
  - {name: lab, cluster: simulated}
`);
  const {drill, results, clusters} = loadFleet(file);
  expect({drill, results}).toEqual({drill: 'core', results: 'fleet/{fleet}/{date}/{cluster}'});
  const stack = join(file, '..', 'stack.yaml');
  expect(clusters).toEqual([
    {
      ...{name: 'eu-1', cluster: 'existing', context: 'eu', confirm: '0b7c', labels: {tier: 'gold'}},
      settings: {stack, retry: 0},
    },
    {name: 'lab', cluster: 'simulated', labels: {}, settings: {stack, retry: 2}},
  ]);
});

test('everything that is wrong is told at its place', () => {
  expect(
    problemsOf(`fleet: Prod
clusters:
  - {name: a, context: eu}
  - {name: b}
  - {name: c, cluster: kind, context: eu, confirm: x}
  - {name: d, cluster: simulated, confirm: x, retries: 2}
results: out
`),
  ).toEqual([
    expect.stringMatching(/^1:1 fleet: must be lower-case/),
    expect.stringMatching(/^3:5 .*a needs confirm: .*kubectl --context eu get namespace kube-system/),
    '4:5 clusters.1: needs a context, or cluster: simulated',
    '5:15 clusters.2.cluster: does not go with a context',
    '6:47 retries: unknown key in clusters.3',
    '6:35 clusters.3.confirm: goes with a context',
    '7:1 results: must have {cluster} in it: each has results of its own',
  ]);
});

test('a name that is there twice, a drill that there is not and files that are not there are told, too', () => {
  const clusters = 'clusters:\n  - {name: a, cluster: simulated}\n';
  expect(problemsOf(`fleet: p\n${clusters}  - {name: a, cluster: simulated}\n`)).toEqual([
    '4:6 clusters.1.name: a is there already',
  ]);
  expect(problemsOf(`fleet: p\ndrill: croe\n${clusters}`)).toEqual([
    expect.stringMatching(/^2:1 there is no drill croe/),
  ]);
  expect(problemsOf(`fleet: p\ndrill: d.yaml\ndefaults: {stack: s.yaml, rules: [stack.yaml, r]}\n${clusters}`)).toEqual(
    [
      expect.stringMatching(/^2:1 d\.yaml is not there/),
      expect.stringMatching(/^3:12 s\.yaml is not there/),
      expect.stringMatching(/^3:\d+ r is not there/),
    ],
  );
});
