import {randomUUID} from 'node:crypto';
import {expect, onTestFinished, test} from 'vitest';
import {ApiClient} from '../../src/cluster/api/client.js';
import {seededRandom} from '../helpers/random.js';
import {simulated} from '../helpers/simulated.js';
import {NAMESPACES, randomWorld} from './random-rbac.js';
import {inParallel, servers} from './servers.js';

const SEED = 20_261_128;
const WORLDS = 30;
const QUESTIONS = 100;
const POLICY = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: None}]\n';

interface Status {
  allowed: boolean;
  reason?: string;
}

type Send = (method: 'GET' | 'POST', path: string, body?: object) => Promise<{code: number; body: unknown}>;

/** Creates something on a server, which has to take it. */
async function create(send: Send, path: string, body: object): Promise<void> {
  const {code, body: answer} = await send('POST', path, body);
  expect(code, `${path}: ${JSON.stringify(answer)}`).toBe(201);
}

async function review(send: Send, spec: object): Promise<Status> {
  const body = {apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec};
  const answer = await send('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', body);
  return (answer.body as {status: Status}).status;
}

/** The roles that a reason names, in whatever order a server found them. */
const inOrder = (reason = ''): string =>
  /^RBAC: \[/.test(reason)
    ? reason
        .split(/[[\],] ?/)
        .sort()
        .join()
    : reason;

test(`${WORLDS * QUESTIONS} questions about random roles and bindings are decided by the simulated cluster as by a real one (seed ${SEED})`, async () => {
  const random = seededRandom(SEED);
  const worlds = Array.from({length: WORLDS}, (_, i) => randomWorld(random, `w${i}`, QUESTIONS));
  const {kubeConfig} = await servers(POLICY);
  const client = new ApiClient(kubeConfig, 'fuzz');
  onTestFinished(() => client.close());
  const real: Send = (method, path, body) => client.send({method, path, ...(body && {body})}, {auditId: randomUUID()});
  const {admin} = await simulated(POLICY);
  for (const send of [real, admin]) {
    for (const name of NAMESPACES) await create(send, '/api/v1/namespaces', {metadata: {name}});
    for (const part of worlds) await inParallel(part.objects, 8, ({path, body}) => create(send, path, body));
  }
  const questions = worlds.flatMap(w => w.questions);
  const differing = await inParallel(questions, 16, async spec => {
    const ours = await review(admin, spec);
    // The real authorizer hears of roles and bindings a moment after they were made.
    for (let attempt = 0; attempt < 20; attempt++) {
      const theirs = await review(real, spec);
      const same = ours.allowed === theirs.allowed && (ours.allowed || inOrder(ours.reason) === inOrder(theirs.reason));
      if (same) return {allowed: theirs.allowed, sameReason: ours.reason === theirs.reason};
      if (attempt === 19) return {spec, ours, theirs};
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    return undefined;
  });
  expect(differing.filter(d => d && 'spec' in d).slice(0, 5), `seed ${SEED}`).toEqual([]);
  const allowed = differing.filter(d => d?.allowed);
  // Both answers must be common, or the worlds test nothing.
  expect(allowed.length).toBeGreaterThan(questions.length / 10);
  expect(allowed.length).toBeLessThan((questions.length * 9) / 10);
  // Where several bindings allow a request, each server names the one that it finds first.
  expect(allowed.filter(d => d?.sameReason).length).toBeGreaterThan(allowed.length / 2);
});
