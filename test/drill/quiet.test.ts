import {expect, test} from 'vitest';
import {type Clock, realClock} from '../../src/lib/clock.js';
import {drill} from '../helpers/drill.js';
import {scenarioOf} from '../helpers/scenario-file.js';

const scenario = (setUp: string) =>
  scenarioOf(`
needs: [api]
actor: {serviceAccount: reader, rules: [{apiGroups: [""], resources: [configmaps], verbs: [list]}]}
setUp: [${setUp}]
attack:
  - list: {resource: configmaps, namespace: "{{ namespace }}"}
`);

test('evidence of the set-up that has come already is not waited for before the attack', async () => {
  const slept: number[] = [];
  const clock: Clock = {
    ...realClock,
    sleep: (ms, signal) => {
      slept.push(ms);
      return realClock.sleep(ms, signal);
    },
  };
  const made = 'create: {apiVersion: v1, kind: ConfigMap, metadata: {name: made}}';
  const {find} = await drill([scenario(`{${made}}, {wait: {for: 700ms}}`)], {clock});
  expect(find('quiet.checked')?.firing).toEqual([]);
  expect(slept).toContain(700);
  expect(slept).not.toContain(2000);
});
