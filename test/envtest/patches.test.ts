import {randomUUID} from 'node:crypto';
import {isDeepStrictEqual} from 'node:util';
import {expect, onTestFinished, test} from 'vitest';
import type {ApiAnswer} from '../../src/cluster/api/answer.js';
import {ApiClient} from '../../src/cluster/api/client.js';
import {PATCH_TYPES} from '../../src/cluster/simulated/patch/patch.js';
import {seededRandom} from '../helpers/random.js';
import {simulated} from '../helpers/simulated.js';
import {clusterRole, deployment, randomJsonPatch, randomStrategicPatch} from './random-patch.js';
import {inParallel, servers} from './servers.js';

const SEED = 20_261_129;
const PATCHES = 400;
const POLICY = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: None}]\n';

type Send = (method: 'POST' | 'PATCH', path: string, body: object, contentType?: string) => Promise<ApiAnswer>;

/** A patch, and what the object is that it is for. */
interface Patch {
  collection: string;
  object: (name: string) => object;
  contentType: string;
  patch: object;
}

/** The parts of an answer that a patch decides: the code, the object's own fields, and of a refusal its words. */
function essence({code, body}: ApiAnswer, {collection}: Patch): unknown {
  const object = body as Record<string, Record<string, unknown>>;
  // Of several faults of a strategic patch the real server names one, in the random order of Go's maps.
  if (code === 500) return {code};
  if (code >= 300) return {code, reason: object.reason, message: object.message};
  const {labels = {}, finalizers = []} = object.metadata ?? {};
  return {
    code,
    labels,
    finalizers,
    ...(collection.endsWith('clusterroles') ? {rules: object.rules ?? []} : podOf(object)),
  };
}

function podOf({spec}: Record<string, Record<string, unknown>>): object {
  const {containers, volumes = [], tolerations = []} = (spec as {template: {spec: PodSpec}}).template.spec;
  const container = ({name, image, args = [], env = [], volumeMounts = []}: Record<string, unknown>) => ({
    name,
    image,
    args,
    env,
    volumeMounts,
  });
  return {containers: containers.map(container), volumes, tolerations};
}

interface PodSpec {
  containers: Record<string, unknown>[];
  volumes?: unknown[];
  tolerations?: unknown[];
}

/** Refused by the types or the validation of the kind, which test/envtest/types and refusals compare. */
const isBeyondPatches = (answer: ApiAnswer): boolean =>
  answer.code === 422 && !/^the server rejected our request/.test(String((answer.body as {message?: string}).message));

test(`${2 * PATCHES} random JSON and strategic patches come to the same as on kube-apiserver (seed ${SEED})`, async () => {
  const random = seededRandom(SEED);
  const json = Array.from(
    {length: PATCHES},
    (): Patch => ({
      collection: '/apis/rbac.authorization.k8s.io/v1/clusterroles',
      object: clusterRole,
      contentType: PATCH_TYPES.json,
      patch: randomJsonPatch(random),
    }),
  );
  const strategic = Array.from(
    {length: PATCHES},
    (): Patch => ({
      collection: '/apis/apps/v1/namespaces/default/deployments',
      object: deployment,
      contentType: PATCH_TYPES.strategic,
      patch: randomStrategicPatch(random),
    }),
  );
  const {kubeConfig} = await servers(POLICY);
  const client = new ApiClient(kubeConfig, 'fuzz');
  onTestFinished(() => client.close());
  const real: Send = (method, path, body, contentType) =>
    client.send({method, path, body, ...(contentType && {contentType})}, {auditId: randomUUID()});
  const {admin} = await simulated(POLICY);
  const ours: Send = (method, path, body, contentType) => admin(method, path, body, contentType ? {contentType} : {});

  const outcomes = await inParallel(
    [...json, ...strategic].map((patch, i) => ({patch, name: `p${i}`})),
    8,
    async one => {
      const {patch, name} = one;
      const answers: ApiAnswer[] = [];
      for (const send of [real, ours]) {
        expect((await send('POST', patch.collection, patch.object(name))).code).toBe(201);
        answers.push(await send('PATCH', `${patch.collection}/${name}`, patch.patch, patch.contentType));
      }
      const [theirs, own] = answers as [ApiAnswer, ApiAnswer];
      return isBeyondPatches(theirs)
        ? {code: 0}
        : {code: theirs.code, patch: patch.patch, theirs: essence(theirs, patch), own: essence(own, patch)};
    },
  );

  const compared = outcomes.filter(({code}) => code > 0);
  const differing = compared.filter(({theirs, own}) => !isDeepStrictEqual(theirs, own));
  console.log(
    `${compared.length} of ${outcomes.length} patches compared: ${compared.filter(o => o.code === 200).length} taken, ` +
      `${compared.filter(o => o.code !== 200).length} refused, ${differing.length} differ`,
  );
  for (const {theirs, own} of differing.slice(0, 5)) expect(own).toEqual(theirs);
  expect(differing.slice(0, 5), `seed ${SEED}`).toEqual([]);
  // Both outcomes must be common, or the patches test nothing.
  expect(compared.filter(({code}) => code === 200).length).toBeGreaterThan(PATCHES / 3);
  expect(compared.filter(({code}) => code !== 200).length).toBeGreaterThan(PATCHES / 4);
});
