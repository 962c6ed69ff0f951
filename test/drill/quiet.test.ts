import {describe, expect, test} from 'vitest';
import {distinct, isEarly} from '../../src/drill/watch/early.js';
import {type Clock, realClock} from '../../src/lib/clock.js';
import type {Claim} from '../../src/sources/claim.js';
import type {Source} from '../../src/sources/source.js';
import {drill} from '../helpers/drill.js';
import {entered} from '../helpers/playing.js';
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

describe('already alerting before the attack', () => {
  const rule = {id: 'expected', title: 'expected'};

  /** Whether an alert that says this is told, of a source that has no word of its own on rules. */
  async function early(claims: (token: string, actor: string) => Claim[], named: Partial<Source> = {}) {
    const {alerts, execution, watch} = await entered();
    const source = {...alerts, ...named};
    return isEarly({source, rule, claims: claims(execution.token, execution.actorUser ?? '')}, {watch, execution});
  }

  test.each<[string, (token: string, actor: string) => Claim[], boolean]>([
    ['what names nobody', () => [], true],
    ['what names the actor', (_token, user) => [{user}], true],
    ['what names its namespace', token => [{namespace: token, verb: 'list'}], true],
    ['what names somebody else', () => [{user: 'alice'}], false],
    ['what is about one request', () => [{auditId: 'another'}], false],
    ['what is about another namespace', () => [{namespace: 'kube-system'}], false],
    ['what goes on in a pod of others', () => [{pod: 'web', namespace: 'shop'}], false],
  ])('%s', async (_name, claims, told) => {
    expect(await early(claims)).toBe(told);
  });

  test('only by rules that are meant, where the source takes any', async () => {
    expect(await early(() => [], {accepts: () => true, claims: () => false})).toBe(false);
  });

  test('each once', () => {
    const alert = {source: 'a', rule: 'r'};
    expect(distinct([alert, {...alert}, {source: 'b', rule: 'r'}])).toEqual([alert, {source: 'b', rule: 'r'}]);
  });
});
