import {describe, expect, test} from 'vitest';
import type {Interest, OwnAnswer} from '../../../src/sources/source.js';
import {auditEvent} from '../../helpers/audit-event.js';
import {apiServer, refusal} from '../../helpers/kube.js';
import {interestIn, never, openSource} from '../../helpers/source.js';
import {constraint, gatekeeperServer, type Kept, SINCE, stream, TOKEN, violation} from './server.js';

const DENIED =
  'admission webhook "validation.gatekeeper.sh" denied the request: [no-privileged] Privileged container is not allowed: web';
const AUDIT_ID = '6b0bf624-6b0b-4f24-8b0b-6b0bf6246b0b';
const web = `/api/v1/namespaces/${TOKEN}/pods/web`;

/** A source on a server with Gatekeeper, which listens to an audit stream. */
async function started(changed: Partial<Kept> = {}, {answers, more}: {answers?: OwnAnswer[]; more?: object} = {}) {
  const {cluster, kept} = await gatekeeperServer(changed);
  const {auditStream, write} = stream();
  const config = {type: 'gatekeeper' as const, every: '1h', ...more};
  const opened = openSource(config, {cluster, auditStream, startedAt: SINCE});
  const interest: Interest = {...interestIn([AUDIT_ID], [TOKEN]), ...(answers && {answers: () => answers})};
  await opened.start(interest);
  return {...opened, kept, write, ask: () => opened.source.refresh?.(never)};
}

const rules = ({signals}: {signals: {rule?: {title: string; level: string}}[]}) =>
  signals.map(s => [s.rule?.title, s.rule?.level]);

describe('what Gatekeeper refused', () => {
  const refused = (user?: string, requestObject?: object) => ({
    ...auditEvent(TOKEN, SINCE),
    auditID: AUDIT_ID,
    responseStatus: {code: 403, reason: 'Forbidden', message: DENIED},
    ...(user && {user: {username: user}, objectRef: {resource: 'pods', namespace: TOKEN}}),
    ...(requestObject && {requestObject}),
  });

  test('is told with the name of the constraint, by its audit event', async () => {
    const opened = await started({constraints: [constraint('no-privileged', 'deny')]});
    opened.write(refused());
    opened.write(refused());
    expect(rules(opened)).toEqual([['Privileged/no-privileged', 'deny']]);
    expect(opened.signals[0]).toMatchObject({
      stage: 'alerted',
      claims: [{auditId: AUDIT_ID}],
      rule: {id: 'no-privileged'},
      evidence: {
        ref: 'Privileged/no-privileged',
        document: {denied: 'Privileged container is not allowed: web', event: {auditID: AUDIT_ID}},
      },
    });
  });

  test('is told by the answer alone where there is no audit log, by every constraint that refused', async () => {
    const message = `${DENIED}\n[no-latest] the tag latest\nis not allowed`;
    const opened = await started(
      {},
      {answers: [{auditId: AUDIT_ID, at: '2026-11-28T12:00:01Z', message, warnings: []}]},
    );
    opened.write(refused());
    expect(opened.signals.map(s => [s.rule?.id, s.claims[0]?.auditId])).toEqual([
      ['no-privileged', AUDIT_ID],
      ['no-latest', AUDIT_ID],
    ]);
    expect(opened.signals[1]?.evidence.document).toMatchObject({denied: 'the tag latest\nis not allowed'});
  });

  test('to the controller of a workload is about the workload', async () => {
    const controller = 'system:serviceaccount:kube-system:replicaset-controller';
    const ownerReferences = [{apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'miner-7ffb'}];
    const opened = await started();
    opened.write(refused(controller, {metadata: {generateName: 'miner-7ffb-', ownerReferences}}));
    opened.write({...refused(controller, {metadata: {ownerReferences}}), auditID: 'again'});
    expect(opened.signals.map(s => s.claims)).toEqual([
      [
        {
          object: `/apis/apps/v1/namespaces/${TOKEN}/replicasets/miner-7ffb`,
          at: refused().requestReceivedTimestamp,
        },
      ],
    ]);
  });

  test('is none where somebody else refused, or it was somebody else’s', async () => {
    const opened = await started();
    opened.write({...refused(), responseStatus: {code: 403, message: 'pods "x" is forbidden: gatekeeper says'}});
    const stranger = auditEvent('kd-ffffff', SINCE);
    opened.write({...stranger, responseStatus: {code: 403, message: DENIED}});
    expect(opened.signals).toEqual([]);
  });
});

describe('what Gatekeeper let pass', () => {
  test('is told by the status of the constraint, of objects of ours only, once', async () => {
    const violations = [violation(TOKEN, 'web'), violation('shop', 'db')];
    const opened = await started({
      constraints: [constraint('no-privileged', 'dryrun', {violations, totalViolations: 2})],
    });
    await opened.ask();
    expect(rules(opened)).toEqual([['Privileged/no-privileged', 'dryrun']]);
    expect(opened.signals[0]).toMatchObject({
      sourceTime: '2026-11-28T12:01:00Z',
      claims: [{object: web}],
      evidence: {document: {told: 'constraint status', message: 'Privileged container is not allowed: web'}},
    });
    expect(opened.signals[0]?.claims[0]).not.toHaveProperty('at');
  });

  const fields = (type: string, action: string) => ({
    event_type: type,
    constraint_kind: 'Privileged',
    constraint_name: 'no-privileged',
    constraint_action: action,
    resource_api_version: 'v1',
    resource_kind: 'Pod',
    resource_namespace: TOKEN,
    resource_name: 'web',
  });

  test('is told by its log, at admission with its time, and by its audit', async () => {
    const admitted = {...fields('violation', 'warn'), process: 'admission', request_username: 'bob'};
    const line = (at: string, text: string) => `${at} ${text}`;
    const opened = await started({
      log: [
        line('2026-11-28T12:00:01.5Z', JSON.stringify(admitted)),
        line('2026-11-28T12:00:01.6Z', '{"event_type":"violation", cut off'),
        line('2026-11-28T12:01:00.1Z', JSON.stringify({...fields('violation_audited', 'warn'), process: 'audit'})),
        line('2026-11-28T12:01:00.2Z', '{"level":"info","msg":"auditing is complete"}'),
      ],
    });
    expect(opened.signals.map(s => s.claims)).toEqual([[{object: web, at: '2026-11-28T12:00:01.5Z'}], [{object: web}]]);
    expect(opened.signals[0]?.evidence.document).toMatchObject({found: 'at admission', told: 'log', user: 'bob'});
  });

  test('is told by its Events', async () => {
    const opened = await started();
    opened.kept.events.push({
      metadata: {name: 'e1', namespace: 'gatekeeper-system', annotations: fields('violation', 'dryrun')},
      involvedObject: {kind: 'Pod', name: 'web'},
      reason: 'DryrunViolation',
      message: 'Dryrun violation, Resource Namespace: kd, Constraint: no-privileged',
      lastTimestamp: '2026-11-28T12:00:02Z',
    });
    await opened.ask();
    expect(rules(opened)).toEqual([['Privileged/no-privileged', 'dryrun']]);
    expect(opened.signals[0]).toMatchObject({
      claims: [{object: web, at: '2026-11-28T12:00:02Z'}],
      evidence: {document: {told: 'Event'}},
    });
  });

  test('with a warning has warned only the client', async () => {
    const warnings = ['[no-privileged] Privileged container is not allowed', 'would violate PodSecurity "restricted"'];
    const constraints = [constraint('no-privileged', 'warn')];
    const opened = await started({constraints}, {answers: [{auditId: AUDIT_ID, at: SINCE.toISOString(), warnings}]});
    expect(rules(opened)).toEqual([['Privileged/no-privileged', 'warn']]);
    expect(opened.signals[0]).toMatchObject({
      claims: [{auditId: AUDIT_ID}],
      suppressed: expect.stringContaining('warned only the client'),
    });
  });

  test('is read from where the stack file says, and counts for the rules that it names', async () => {
    const violations = [violation(TOKEN, 'web')];
    const {source, signals} = await started(
      {constraints: [constraint('no-privileged', 'dryrun', {violations, totalViolations: 1})]},
      {more: {evidence: ['logs'], rules: {'privileged-pod-created': ['Privileged/no-privileged']}}},
    );
    expect(signals).toEqual([]);
    const rule = (id: string) => ({id, title: `Privileged/${id}`, level: 'deny'});
    expect(source.accepts?.({rule: 'privileged-pod-created'}, rule('no-privileged'))).toBe(true);
    expect(source.accepts?.({rule: 'privileged-pod-created'}, rule('other'))).toBe(false);
    expect(source.accepts?.({rule: 'host-namespace-shared'}, rule('other'))).toBe(true);
  });
});

describe('a cluster', () => {
  test('without Gatekeeper makes the source blind, with the reason', async () => {
    const {cluster} = await apiServer(() => undefined);
    const {source, start} = openSource({type: 'gatekeeper', every: '1h'}, {cluster});
    await start(interestIn());
    const reason = expect.stringContaining('this cluster serves no constraints (constraints.gatekeeper.sh/v1beta1)');
    expect(source.sight(0, 1, 'missed')).toEqual({state: 'blind', reason});
    expect(await source.check?.(never)).toMatchObject({state: 'failed', detail: reason});
  });

  test('that lets nobody read constraints makes it blind, too', async () => {
    const message = 'privileged.constraints.gatekeeper.sh is forbidden: User "bob" cannot list resource "privileged"';
    const {cluster} = await apiServer(({path}) =>
      path.endsWith('/v1beta1') ? {resources: [{name: 'privileged', kind: 'Privileged'}]} : refusal(403, message),
    );
    const {source, start} = openSource({type: 'gatekeeper', every: '1h'}, {cluster});
    await start(interestIn());
    expect(source.sight(0, 1, 'missed')).toEqual({state: 'blind', reason: expect.stringContaining(message)});
    expect(await source.check?.(never)).toMatchObject({
      state: 'failed',
      next: [expect.stringContaining('kubedrill plan --stack FILE --role USER')],
    });
  });
});
