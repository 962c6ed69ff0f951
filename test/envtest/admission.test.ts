import {randomUUID} from 'node:crypto';
import {setTimeout as sleep} from 'node:timers/promises';
import {isDeepStrictEqual} from 'node:util';
import {expect, onTestFinished, test} from 'vitest';
import type {ApiAnswer} from '../../src/cluster/api/answer.js';
import {ApiClient} from '../../src/cluster/api/client.js';
import {type Random, seededRandom} from '../helpers/random.js';
import {simulated} from '../helpers/simulated.js';
import {inParallel, servers} from './servers.js';

const SEED = 20_261_130;
const POLICIES = 150;
const POLICY = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: None}]\n';
const GROUP = '/apis/admissionregistration.k8s.io/v1';
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';

type Send = (method: 'POST', path: string, body: object) => Promise<ApiAnswer>;

/** True, false, or an error, each by the data of a config map. */
const EXPRESSIONS = [
  ...['true', 'false', "object.data.a == '1'", "object.data.a != '1'", "object.data.none == '1'"],
  ...["has(object.data.none) || object.data.a == '1'", "request.operation == 'CREATE'", 'object.data.size() == 2'],
  ...[
    "object.data.all(k, k != 'a')",
    "variables.v == '1'",
    "variables.broken == '1'",
    "oldObject == null && variables.v != '9'",
  ],
];

function randomSpec(random: Random): object {
  const expression = () => random.pick(EXPRESSIONS);
  const validation = () => ({
    expression: expression(),
    ...(random.percent(50) && {message: random.pick(['no', ' with spaces '])}),
    ...(random.percent(30) && {
      messageExpression: random.pick(["'made of ' + object.data.a", "'made of ' + object.data.none", "' '"]),
    }),
    ...(random.percent(30) && {reason: random.pick(['Forbidden', 'RequestEntityTooLarge', 'Invalid'])}),
  });
  const some = <T>(most: number, make: (i: number) => T): T[] =>
    Array.from({length: random.below(most + 1)}, (_, i) => make(i));
  return {
    failurePolicy: random.pick(['Fail', 'Ignore']),
    matchConditions: some(2, i => ({
      name: `c${i}`,
      expression: random.pick(EXPRESSIONS.filter(e => !e.includes('variables'))),
    })),
    variables: [
      {name: 'v', expression: 'object.data.a'},
      {name: 'broken', expression: 'object.data.none'},
    ],
    validations: [validation(), ...some(2, validation)],
  };
}

/** A policy of its own for one config map, known by its name. */
const policyFor = (name: string, spec: object) => ({
  metadata: {name},
  spec: {
    ...spec,
    matchConstraints: {
      resourceRules: [
        {
          apiGroups: [''],
          apiVersions: ['v1'],
          operations: ['CREATE'],
          resources: ['configmaps'],
          resourceNames: [name],
        },
      ],
    },
  },
});

const configMap = (name: string, data: object) => ({metadata: {name}, data});

/** An error of an expression has other words in every implementation of the language. */
function essence({code, body}: ApiAnswer): unknown {
  const {reason, message} = body as {reason?: string; message?: string};
  if (code < 300) return {code};
  return {code, reason, message: message?.replace(/resulted in error: .*$/s, 'resulted in error')};
}

test(`${POLICIES} random admission policies decide as on kube-apiserver (seed ${SEED})`, async () => {
  const random = seededRandom(SEED);
  const cases = Array.from({length: POLICIES}, (_, i) => ({
    name: `p${i}`,
    spec: randomSpec(random),
    data: random.pick([{a: '1'}, {a: '2'}, {a: '1', b: '2'}]),
  }));
  const {kubeConfig} = await servers(POLICY);
  const client = new ApiClient(kubeConfig, 'fuzz');
  onTestFinished(() => client.close());
  const real: Send = (method, path, body) => client.send({method, path, body}, {auditId: randomUUID()});
  const {admin} = await simulated(POLICY);
  const sentinel = {name: 'sentinel', spec: {validations: [{expression: 'false'}]}, data: {}};
  for (const send of [real, admin as Send]) {
    await inParallel([...cases, sentinel], 8, async ({name, spec}) => {
      const made = await send('POST', `${GROUP}/validatingadmissionpolicies`, policyFor(name, spec));
      expect(made.code, JSON.stringify([spec, made.body])).toBe(201);
      const binding = {metadata: {name}, spec: {policyName: name, validationActions: ['Deny']}};
      expect((await send('POST', `${GROUP}/validatingadmissionpolicybindings`, binding)).code).toBe(201);
    });
  }
  const dryRun = `${CONFIG_MAPS}?dryRun=All`;
  // The real server hears of policies a moment after they were made; the sentinel was made last.
  for (let i = 0; i < 100 && (await real('POST', dryRun, configMap('sentinel', {}))).code === 201; i++)
    await sleep(100);
  await sleep(1000);

  const outcomes = await inParallel(cases, 8, async ({name, spec, data}) => {
    const [theirs, own] = [
      await real('POST', dryRun, configMap(name, data)),
      await admin('POST', dryRun, configMap(name, data)),
    ];
    return {code: theirs.code, spec, data, theirs: essence(theirs), own: essence(own)};
  });
  const differing = outcomes.filter(({theirs, own}) => !isDeepStrictEqual(theirs, own));
  const refused = outcomes.filter(({code}) => code >= 400).length;
  console.log(
    `${outcomes.length} policies: ${refused} refused, ${outcomes.length - refused} admitted, ${differing.length} differ`,
  );
  expect(differing.slice(0, 5), `seed ${SEED}`).toEqual([]);
  // Both outcomes must be common, or the policies test nothing.
  expect(refused).toBeGreaterThan(POLICIES / 5);
  expect(outcomes.length - refused).toBeGreaterThan(POLICIES / 5);
});
