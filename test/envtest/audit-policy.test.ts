import {randomUUID} from 'node:crypto';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {AUDIT_LEVELS, type AuditEvent, type AuditStage} from '../../src/audit/event.js';
import {evaluatePolicy, parsePolicy} from '../../src/audit/policy.js';
import type {AuditPolicy} from '../../src/audit/policy-schema.js';
import {ApiClient} from '../../src/cluster/api/client.js';
import type {Envtest} from '../../src/cluster/envtest/start.js';
import {isLongRunning, requestInfo} from '../../src/kube/request-info.js';
import {seededRandom} from '../helpers/random.js';
import {tempFile} from '../helpers/temp.js';
import {castOf, randomPolicy, randomRequest, type WireRequest} from './random-policy.js';
import {inParallel, startServers} from './servers.js';
import {wireOf} from './wire.js';

/** Each is a start of the API server with one file that holds many small policies. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const POLICIES = 60;
const REQUESTS = 12;

interface Sent extends WireRequest {
  auditId: string;
  user: {username: string; groups: string[]};
}

/** What the log has to say of a request, one line a stage: the own evaluation of policy and path. */
function foreseen(policy: AuditPolicy, {method, path, body, user}: Sent): string[] {
  const info = requestInfo(method, path);
  const groups = [...user.groups, 'system:authenticated'];
  const {level, omitStages, omitManagedFields} = evaluatePolicy(policy, {user: {...user, groups}, info});
  const stages: AuditStage[] = [
    'RequestReceived',
    ...(isLongRunning(info) ? (['ResponseStarted'] as const) : []),
    'ResponseComplete',
  ];
  if (level === 'None') return [];
  const created = body !== undefined && user.groups.includes('writers');
  return stages
    .filter(stage => !omitStages.includes(stage))
    .map(stage => {
      const answered = created && stage === 'ResponseComplete' && level === 'RequestResponse';
      // The name of what is created is in its body, which is read late, and at some levels.
      const {verb, namespace, apiGroup, apiVersion, resource, subresource, name} = info;
      const object = info.isResource
        ? {resource, namespace, name: created ? '' : name, apiGroup, apiVersion, subresource}
        : {};
      return toldOf(stage, level, verb, object, answered ? !omitManagedFields : undefined);
    });
}

/** The same of an event that the real server wrote. */
function seen(event: AuditEvent, {body, user}: Sent): string {
  const created = body !== undefined && user.groups.includes('writers');
  const object = {...event.objectRef, ...(created && {name: ''})};
  const answer = event.responseObject as {kind?: string; metadata?: object} | undefined;
  const managed = answer?.kind === 'ConfigMap' ? 'managedFields' in (answer.metadata ?? {}) : undefined;
  return toldOf(event.stage, event.level, event.verb, object, managed);
}

function toldOf(
  stage: string,
  level: string,
  verb: string,
  object: AuditEvent['objectRef'] | object,
  managed?: boolean,
): string {
  const parts = Object.entries(object ?? {}).filter(([, value]) => value);
  const told = parts.map(([key, value]) => `${key}=${value}`).sort();
  return [stage, level, verb, ...told, ...(managed === undefined ? [] : [`managedFields ${managed}`])].join(' ');
}

const eventsIn = (log: string): AuditEvent[] =>
  readFileSync(log, 'utf8')
    .split('\n')
    .filter(line => line.endsWith('}'))
    .map(line => JSON.parse(line) as AuditEvent);

const byId = (events: readonly AuditEvent[]): Map<string, AuditEvent[]> => Map.groupBy(events, e => e.auditID);

/** Who may create ConfigMaps, which nobody else of the casts may. */
const WRITERS: readonly (readonly [string, object])[] = [
  [
    'clusterroles',
    {metadata: {name: 'writers'}, rules: [{apiGroups: [''], resources: ['configmaps'], verbs: ['create']}]},
  ],
  [
    'clusterrolebindings',
    {
      metadata: {name: 'writers'},
      roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'writers'},
      subjects: [{apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'writers'}],
    },
  ],
];

describe('random audit policies', () => {
  const home = mkdtempSync(join(tmpdir(), 'kubedrill-fuzz-'));
  let envtest: Envtest;
  beforeAll(async () => {
    envtest = await startServers(
      JSON.stringify({apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules: [{level: 'None'}]}),
      home,
    );
    const admin = new ApiClient(envtest.kubeConfig, 'fuzz');
    for (const [collection, body] of WRITERS) {
      const path = `/apis/rbac.authorization.k8s.io/v1/${collection}`;
      expect((await admin.send({method: 'POST', path, body}, {auditId: randomUUID()})).code).toBe(201);
    }
    await admin.close();
  });
  afterAll(async () => {
    await envtest?.stop();
    rmSync(home, {recursive: true, force: true});
  });

  test.each(SEEDS)(`log ${POLICIES * REQUESTS} random requests as foreseen (seed %i)`, async seed => {
    const random = seededRandom(seed);
    const casts = Array.from({length: POLICIES}, (_, i) => castOf(`s${seed}p${i}`));
    const text = JSON.stringify(randomPolicy(random, casts));
    const {policy} = parsePolicy(text, 'policy.yaml');
    const sent = casts.map(cast =>
      Array.from(
        {length: REQUESTS},
        (): Sent => ({...randomRequest(random), auditId: randomUUID(), user: random.pick(cast.users)}),
      ),
    );
    await envtest.restart(tempFile('policy.yaml', text));
    writeFileSync(envtest.auditLog, '');
    await inParallel(sent, 8, async requests => {
      for (const [user, own] of Map.groupBy(requests, r => r.user)) {
        const wire = await wireOf(envtest, user);
        for (const request of own) await wire(request.auditId, request);
      }
    });
    const wanted = sent.flat().map(request => ({request, lines: foreseen(policy, request).sort()}));
    const count = wanted.reduce((n, w) => n + w.lines.length, 0);
    const found = await settled(envtest.auditLog, count, new Set(wanted.map(w => w.request.auditId)));
    const differing = wanted.flatMap(({request, lines}) => {
      const theirs = (found.get(request.auditId) ?? []).map(event => seen(event, request)).sort();
      return theirs.join('\n') === lines.join('\n') ? [] : [{...request, foreseen: lines, logged: theirs}];
    });
    expect(differing.slice(0, 5), `${differing.length} differ; seed ${seed}, policy ${text}`).toEqual([]);
    // Every level must come up, or the policies test nothing.
    const levels = wanted.map(({lines}) => lines[0]?.split(' ')[1] ?? 'None');
    expect(new Set(levels)).toEqual(new Set(AUDIT_LEVELS));
  });
});

/** The events of requests once there are as many as foreseen, or no more come; the last line may follow its answer. */
async function settled(log: string, count: number, ids: ReadonlySet<string>): Promise<Map<string, AuditEvent[]>> {
  let events: AuditEvent[] = [];
  for (let quiet = 0; quiet < 15; quiet++) {
    const now = eventsIn(log).filter(e => ids.has(e.auditID));
    if (now.length !== events.length) quiet = 0;
    events = now;
    if (events.length >= count && quiet > 2) break;
    await delay(100);
  }
  return byId(events);
}
