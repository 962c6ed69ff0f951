import {randomUUID} from 'node:crypto';
import {setTimeout as sleep} from 'node:timers/promises';
import {isDeepStrictEqual} from 'node:util';
import type {KubeConfig} from '@kubernetes/client-node';
import {expect, onTestFinished, test} from 'vitest';
import type {ApiAnswer} from '../../src/cluster/api/answer.js';
import {ApiClient} from '../../src/cluster/api/client.js';
import {PATCH_TYPES} from '../../src/cluster/simulated/patch/patch.js';
import type {ApiRequest} from '../../src/kube/request.js';
import {seededRandom} from '../helpers/random.js';
import {simulated} from '../helpers/simulated.js';
import {type ManagedWrite, randomPart, randomWrite} from './random-apply.js';
import {inParallel, servers} from './servers.js';

const POLICY = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: None}]\n';
const MAPS = '/api/v1/namespaces/default/configmaps';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const SEED = Number(process.env.APPLY_SEED ?? 20_261_130);
const OBJECTS = 150;
const WRITES = 8;

type Send = (method: ApiRequest['method'], path: string, body?: unknown, contentType?: string) => Promise<ApiAnswer>;

/** The same client of both servers. */
async function bothServers(): Promise<[real: Send, own: Send]> {
  const {kubeConfig} = await servers(POLICY);
  const {kubeConfig: ownConfig} = await simulated(POLICY);
  const [real, own] = [clientOf(kubeConfig), clientOf(ownConfig)];
  // The namespace `default` is made a moment after the API server says that it is ready.
  for (let i = 0; i < 100 && (await real('GET', '/api/v1/namespaces/default')).code !== 200; i++) await sleep(100);
  return [real, own];
}

function clientOf(kubeConfig: KubeConfig): Send {
  const client = new ApiClient(kubeConfig, 'probe/1');
  onTestFinished(() => client.close());
  return (method, path, body, contentType) =>
    client.send({method, path, ...(body !== undefined && {body}), ...(contentType && {contentType})} as ApiRequest, {
      auditId: randomUUID(),
    });
}

type Fields = Record<string, unknown>;

/** What an apply decides: the code, what is refused and why, and what the object is then. */
function essence({code, body}: ApiAnswer): unknown {
  const {reason, message, details, metadata, spec, data, rules, subjects} = body as Record<string, Fields>;
  if (code >= 300) return {code, reason, message, causes: causesOf(details)};
  const {labels, finalizers} = metadata ?? {};
  return full({code, labels, finalizers, spec, data, rules, subjects});
}

/** Who is named first is the order of a map in the real server's memory; some faults it names twice. */
function causesOf(details: Fields | undefined): string[] | undefined {
  const causes = details?.causes as Fields[] | undefined;
  return causes && [...new Set(causes.map(cause => JSON.stringify(cause)))].sort();
}

/** Without what is empty, which the real server does not show. */
function full(value: unknown): unknown {
  if (Array.isArray(value)) return value.length ? value.map(full) : undefined;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .map(([key, inner]) => [key, full(inner)] as const)
    .filter(([, inner]) => inner !== undefined);
  return entries.length ? Object.fromEntries(entries) : undefined;
}

/** A write of a manager, on a name. */
const write = (
  {contentType, manager, force, body}: ManagedWrite,
  name: string,
): [ApiRequest['method'], string, unknown, string] => {
  const path = `${DEPLOYMENTS}/${name}?fieldManager=${manager}${force ? '&force=true' : ''}`;
  const named = {...body, metadata: {...(body as {metadata?: object}).metadata, name}};
  return ['PATCH', path, named, PATCH_TYPES[contentType]];
};

test(`${OBJECTS} objects, written by three managers in turn, are the same as on kube-apiserver (seed ${SEED})`, async () => {
  const random = seededRandom(SEED);
  const objects = Array.from({length: OBJECTS}, (_, i) => ({
    name: `a${i}`,
    first: {apiVersion: 'apps/v1', kind: 'Deployment', ...randomPart(random, true)},
    isApplied: random.percent(50),
    writes: Array.from({length: WRITES}, () => randomWrite(random)),
  }));
  const [real, own] = await bothServers();
  const outcomes = await inParallel(objects, 8, async ({name, first, isApplied, writes}) => {
    const created = (send: Send) =>
      isApplied
        ? send(...write({contentType: 'apply', manager: 'one', force: false, body: first}, name))
        : send('POST', `${DEPLOYMENTS}?fieldManager=one`, {...first, metadata: {name}});
    const seen: {said: unknown; theirs: unknown; ours: unknown}[] = [
      {said: first, theirs: essence(await created(real)), ours: essence(await created(own))},
    ];
    for (const one of writes) {
      const [theirs, ours] = [await real(...write(one, name)), await own(...write(one, name))];
      // Refused by the validation of the kind, which is not what is compared.
      if (theirs.code === 422) break;
      seen.push({said: one, theirs: essence(theirs), ours: essence(ours)});
      if (!isDeepStrictEqual(essence(theirs), essence(ours))) break;
    }
    return seen;
  });
  const compared = outcomes.flat();
  const isRefused = ({theirs}: {theirs: unknown}) => (theirs as {code: number}).code === 409;
  console.log(`${compared.length} writes compared, ${compared.filter(isRefused).length} in conflict`);
  const differing = outcomes.filter(seen => seen.some(({theirs, ours}) => !isDeepStrictEqual(theirs, ours)));
  console.log(`${differing.length} of ${outcomes.length} objects differ`);
  for (const seen of differing.slice(0, 3)) {
    console.log(JSON.stringify(seen.map(({said}) => said)));
    expect(seen.at(-1)?.ours).toEqual(seen.at(-1)?.theirs);
  }
  // Both outcomes must be common, or the writes test nothing.
  expect(compared.filter(isRefused).length).toBeGreaterThan(OBJECTS / 2);
  expect(compared.length - compared.filter(isRefused).length).toBeGreaterThan(OBJECTS * 2);
});

type Ask = Parameters<Send>;

/** Requests to both servers, one after the other, all of which are compared. */
interface Case {
  name: string;
  requests: readonly Ask[];
}

const map = (name: string, data: unknown, more: object = {}) => ({
  ...{apiVersion: 'v1', kind: 'ConfigMap', metadata: {name}, data},
  ...more,
});
const applied = (name: string, manager: string, body: unknown, more = ''): Ask => [
  ...(['PATCH', `${MAPS}/${name}?fieldManager=${manager}${more}`, body, PATCH_TYPES.apply] as const),
];
const deployment = (name: string, spec: object = {}, podSpec: object = {}) => ({
  ...{apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name}},
  spec: {
    selector: {matchLabels: {app: 'x'}},
    template: {metadata: {labels: {app: 'x'}}, spec: {containers: [{name: 'c', image: 'i:1'}], ...podSpec}},
    ...spec,
  },
});
const wrong = (name: string, spec: object, podSpec: object = {}): Case => ({
  name,
  requests: [['PATCH', `${DEPLOYMENTS}/wrong?fieldManager=f`, deployment('wrong', spec, podSpec), PATCH_TYPES.apply]],
});
const MERGE = PATCH_TYPES.merge;
const ROLES = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
const rule = (verb: string) => ({verbs: [verb], apiGroups: [''], resources: ['pods']});
const role = (name: string, verb: string) => ({
  ...{apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: {name}},
  rules: [rule(verb)],
});

const CASES: readonly Case[] = [
  {
    name: 'made, unchanged, changed, taken away, given up',
    requests: [
      applied('life', 'f', map('life', {a: '1', b: '1'})),
      applied('life', 'f', map('life', {a: '1', b: '1'})),
      applied('life', 'f', map('life', {a: '2', b: '1'})),
      applied('life', 'f', map('life', {a: '2'})),
      applied('life', 'f', map('life', undefined)),
    ],
  },
  {
    name: 'shared by two: what one gives up the other keeps',
    requests: [
      applied('shared', 'f', map('shared', {a: '1', b: '1'})),
      applied('shared', 'g', map('shared', {a: '1'})),
      applied('shared', 'f', map('shared', {b: '1'})),
      applied('shared', 'g', map('shared', {})),
    ],
  },
  {
    name: 'in conflict with one, with two, and with what one program has posted',
    requests: [
      applied('conflict', 'f', map('conflict', {a: '1', b: '1'})),
      applied('conflict', 'g', map('conflict', {a: '2', c: '1'})),
      applied('conflict', 'g', map('conflict', {a: '1'})),
      applied('conflict', 'h', map('conflict', {a: '3', b: '3'})),
      ['POST', MAPS, map('posted', {a: '1', b: '1'})],
      applied('posted', 'f', map('posted', {a: '2'})),
      ['PATCH', `${MAPS}/posted?fieldManager=named`, {data: {b: '2'}}, MERGE],
      applied('posted', 'f', map('posted', {a: '2', b: '3'})),
    ],
  },
  {
    name: 'by force, whatever the query says of it',
    requests: [
      applied('forced', 'f', map('forced', {a: '1'})),
      applied('forced', 'g', map('forced', {a: '2'}), '&force=false'),
      applied('forced', 'g', map('forced', {a: '2'}), '&force=0'),
      applied('forced', 'g', map('forced', {a: '2'}), '&force=maybe'),
      applied('forced', 'f', map('forced', {a: '1'})),
      applied('forced', 'f', map('forced', {a: '3'}), '&force=true'),
    ],
  },
  {
    name: 'a value that one program has changed meanwhile, and one that it has removed',
    requests: [
      applied('meanwhile', 'f', map('meanwhile', {a: '1', b: '1'})),
      ['PATCH', `${MAPS}/meanwhile`, {data: {a: '2', b: null}}, MERGE],
      applied('meanwhile', 'f', map('meanwhile', {a: '1', b: '1'})),
      applied('meanwhile', 'f', map('meanwhile', {b: '1'})),
    ],
  },
  {
    name: 'a container of another manager, as a sidecar is injected',
    requests: [
      ['POST', DEPLOYMENTS, deployment('sidecar')],
      [
        ...(['PATCH', `${DEPLOYMENTS}/sidecar?fieldManager=f`] as const),
        {
          ...{apiVersion: 'apps/v1', kind: 'Deployment'},
          spec: {template: {spec: {containers: [{name: 'd', image: 'i:2', ports: [{containerPort: 80}]}]}}},
        },
        PATCH_TYPES.apply,
      ],
      [
        ...(['PATCH', `${DEPLOYMENTS}/sidecar?fieldManager=f`] as const),
        {apiVersion: 'apps/v1', kind: 'Deployment'},
        PATCH_TYPES.apply,
      ],
    ],
  },
  {
    name: 'a size that kubectl has set',
    requests: [
      ['POST', DEPLOYMENTS, deployment('scaled')],
      ['PATCH', `${DEPLOYMENTS}/scaled/scale?fieldManager=kubectl`, {spec: {replicas: 4}}, MERGE],
      ['PATCH', `${DEPLOYMENTS}/scaled?fieldManager=f`, deployment('scaled', {replicas: 2}), PATCH_TYPES.apply],
    ],
  },
  {
    name: 'the rules of a role are one value; what the server has made itself is its own',
    requests: [
      ['POST', ROLES, role('owned', 'get')],
      ['PATCH', `${ROLES}/owned?fieldManager=f`, role('owned', '*'), PATCH_TYPES.apply],
      ['PATCH', `${ROLES}/owned?fieldManager=f&force=true`, role('owned', '*'), PATCH_TYPES.apply],
      ['PATCH', `${ROLES}/cluster-admin?fieldManager=f`, role('cluster-admin', 'get'), PATCH_TYPES.apply],
    ],
  },
  {
    name: 'an old version, another identity, a namespace that is another, no name',
    requests: [
      applied('meta', 'f', {...map('meta', {a: '1'}), metadata: {name: 'meta', uid: 'x'}}),
      applied('meta', 'f', {...map('meta', {a: '1'}), metadata: {name: 'meta', resourceVersion: '1'}}),
      applied('meta', 'f', {...map('meta', {a: '2'}), metadata: {name: 'meta', resourceVersion: '1'}}),
      applied('meta', 'f', {...map('meta', {a: '2'}), metadata: {name: 'meta', uid: 'x'}}),
      applied('meta', 'f', {...map('meta', {a: '2'}), metadata: {name: 'meta', namespace: 'kube-system'}}),
      applied('meta', 'f', {...map('meta', {a: '2'}), metadata: {}}),
      applied('meta', 'f', {...map('meta', {a: '2'}), metadata: {name: 'meta', managedFields: []}}),
    ],
  },
  {
    name: 'nothing, a list, a text, another kind, another version',
    requests: [
      applied('bodies', 'f', ''),
      applied('bodies', 'f', '[]'),
      applied('bodies', 'f', '"x"'),
      applied('bodies', 'f', map('bodies', {}, {kind: 'Secret'})),
      applied('bodies', 'f', map('bodies', {}, {apiVersion: 'v2'})),
      applied('bodies', 'f', '{"apiVersion": "v1", "kind": "ConfigMap", "data": {"a": "1", "a": "2"}}'),
      applied(
        'bodies',
        'f',
        '{"apiVersion": "v1", "kind": "ConfigMap", "data": {"a": "1", "a": "2"}}',
        '&fieldValidation=Strict',
      ),
    ],
  },
  {
    name: 'managers whose names are none',
    requests: [
      applied('names', 'x'.repeat(129), map('names', {})),
      applied('names', '%0A', map('names', {})),
      ['POST', `${MAPS}?fieldManager=${'x'.repeat(129)}`, map('names', {})],
    ],
  },
  {
    name: 'fields and values that the kind does not have',
    requests: [
      applied('types', 'f', map('types', {a: 1})),
      applied('types', 'f', map('types', 'x')),
      applied('types', 'f', map('types', {}, {frob: 1}), '&fieldValidation=Ignore'),
      applied('types', 'f', map('types', {a: null, b: '1'})),
    ],
  },
  wrong('a number that is a text', {replicas: '3'}),
  wrong('a truth that is a text', {paused: 'x'}),
  wrong('a template that is a list', {template: []}),
  wrong(
    'a container twice',
    {},
    {
      containers: [
        {name: 'a', image: 'x'},
        {name: 'a', image: 'y'},
      ],
    },
  ),
  wrong('a directive of a strategic patch', {}, {containers: [{name: 'a', image: 'x', $patch: 'delete'}]}),
  {
    name: 'a status, of an object that is there and of one that is not',
    requests: [
      ['POST', DEPLOYMENTS, deployment('status')],
      ...['status', 'nothing'].map(
        (name): Ask => [
          ...(['PATCH', `${DEPLOYMENTS}/${name}/status?fieldManager=f`] as const),
          {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name}, status: {replicas: 2}},
          PATCH_TYPES.apply,
        ],
      ),
    ],
  },
];

test(`${CASES.length} ways to apply an object are answered as by kube-apiserver`, async () => {
  const [real, own] = await bothServers();
  const answers = await inParallel(CASES, 4, async ({name, requests}) => {
    const all = async (send: Send) => {
      const given: unknown[] = [];
      for (const request of requests) given.push(essence(await send(...request)));
      return given;
    };
    return {name, theirs: await all(real), ours: await all(own)};
  });
  expect(answers.map(({name, ours}) => ({name, answers: ours}))).toEqual(
    answers.map(({name, theirs}) => ({name, answers: theirs})),
  );
});
