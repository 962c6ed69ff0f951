import {copyFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {DrillControl} from '../../src/drill/control.js';
import type {Scenario} from '../../src/scenario/schema.js';
import {scoreRun} from '../../src/score/card.js';
import {exitCodeOf} from '../../src/score/exit-code.js';
import type {RunView} from '../../src/view/view.js';
import {changedFeed, type Drilled, drill, drillOn, openTestCluster} from '../helpers/drill.js';
import {fastClock} from '../helpers/fast-clock.js';
import {scenariosNamed} from '../helpers/packaged-scenarios.js';
import {tempDir, tempFile} from '../helpers/temp.js';

const POLICY_HEAD = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules:\n';
const verdicts = ({view}: Drilled) => Object.fromEntries(view.scenarios.map(s => [s.plan.id, s.verdict]));
/** The exit code of a run that ended so and whose cluster was given back. */
const exitCode = ({view}: Drilled) => {
  const stamp = {seq: 0, at: '', ms: 0};
  const whole: RunView = {
    ...view,
    cleanup: {type: 'cleanup.finished', created: 1, left: [], cluster: 'deleted', ...stamp},
    ended: {type: 'run.ended', outcome: 'finished', timings: {}, ...stamp},
  };
  return exitCodeOf(whole, scoreRun(whole).total);
};

/** The rules of the package without one of their files. */
function rulesWithout(file: string): string[] {
  const dir = tempDir();
  for (const name of readdirSync('rules')) if (name !== file) copyFileSync(join('rules', name), join(dir, name));
  return [dir];
}

/** A scenario of the package with parts replaced. */
const changed = (id: string, change: Partial<Scenario>): Scenario => ({
  ...(scenariosNamed([id])[0] as Scenario),
  ...change,
});

describe('verdicts of drills on the simulated cluster', () => {
  test('the core drill: five detected, the escalation prevented, twins silent, nothing left', async () => {
    const drilled = await drill(
      [
        'secrets-listed',
        'privileged-pod',
        'cluster-admin-bound',
        'escalating-role',
        'pod-exec',
        'invalid-credential-burst',
      ],
      {
        settings: {slaMs: 10_000},
      },
    );
    expect(drilled.error).toBeUndefined();
    expect(verdicts(drilled)).toEqual({
      'secrets-listed': 'detected',
      'privileged-pod': 'detected',
      'cluster-admin-bound': 'detected',
      'escalating-role': 'prevented',
      'pod-exec': 'detected',
      'invalid-credential-burst': 'detected',
    });
    expect(drilled.view.scenarios.map(s => s.benign?.state)).toEqual(Array(6).fill('silent'));
    expect(drilled.view.scenarios.flatMap(s => s.cleaned?.left)).toEqual([]);
    expect(drilled.drift).toEqual([]);
    expect(drilled.view.checks.filter(c => c.state !== 'ok')).toEqual([]);
    expect(exitCode(drilled)).toBe(0);
  });

  test('each detection stands on an audit event of the attack itself, with its own id', async () => {
    const {view, events} = await drill(['secrets-listed']);
    const attack = view.scenarios[0]?.requests.filter(r => r.sent.purpose === 'attack').map(r => r.sent.auditId);
    const counted = events.filter(e => e.type === 'signal.seen' && e.counted);
    expect(counted.map(e => e.type === 'signal.seen' && e.evidence.kind)).toEqual(['audit event', 'alert']);
    expect(counted[0]).toMatchObject({
      evidence: {ref: attack?.[0], document: {verb: 'list', objectRef: {resource: 'secrets'}}},
    });
    expect(counted[1]).toMatchObject({evidence: {rule: {id: 'secrets-enumerated'}, document: {events: attack}}});
  });

  test('the same escalation with the verb escalate is not prevented, and detected by another rule', async () => {
    const drilled = await drill(['escalating-role:granted']);
    expect(drilled.view.scenarios[0]).toMatchObject({verdict: 'detected'});
    const counted = drilled.events.filter(e => e.type === 'signal.seen' && e.counted && e.stage === 'alerted');
    expect(counted).toMatchObject([{evidence: {ref: 'escalating-role-written'}}]);
  });

  test('missed: a rule is not loaded; the explanation says audited, and what to load', async () => {
    const drilled = await drill(['secrets-listed'], {rules: rulesWithout('secrets-enumerated.yml')});
    expect(drilled.find('preflight.checked', 'secrets-listed')).toMatchObject({
      state: 'warning',
      detail: expect.stringContaining('secrets-enumerated is not loaded'),
    });
    expect(drilled.find('scenario.judged')).toMatchObject({
      verdict: 'missed',
      explanation: 'audited, but no rule matched; secrets-enumerated is not loaded',
      link: {lastHeld: 'audited', broken: 'alerted', change: expect.stringContaining('load a rule')},
    });
    expect(exitCode(drilled)).toBe(1);
  });

  test('missed: a rule that nearly matches is named with the field that failed', async () => {
    const rules = tempFile(
      'secrets-enumerated.yml',
      'title: x\nlogsource: {product: kubernetes, service: audit}\ndetection:\n  s: {verb: list, objectRef.resource: secrets, responseStatus.code: 418}\n  condition: s\n',
    );
    const drilled = await drill(['secrets-listed'], {rules: [rules]});
    expect(drilled.find('scenario.judged')?.explanation).toContain(
      'the nearest is secrets-enumerated: responseStatus.code should be 418, is 200',
    );
  });

  test('missed: the audit policy drops the request; preflight warned, and the rule of the policy is named', async () => {
    const drilled = await drill(['secrets-listed'], {
      policy: `${POLICY_HEAD}  - {level: None, resources: [{group: "", resources: [secrets]}]}\n  - level: Metadata\n`,
    });
    const named = 'rule 1 (level: None, resources: secrets)';
    expect(drilled.find('preflight.checked', 'secrets-listed')).toMatchObject({
      check: 'audit-policy',
      state: 'warning',
      detail: expect.stringContaining(named),
    });
    expect(drilled.find('scenario.judged')).toMatchObject({
      verdict: 'missed',
      explanation: expect.stringContaining(`not audited: ${named} of the audit policy drops GET /api/v1/secrets`),
      link: {broken: 'audited', lastHeld: 'executed'},
    });
  });

  test('missed: the level of the policy leaves out the body that the rule needs', async () => {
    const drilled = await drill(['privileged-pod'], {policy: `${POLICY_HEAD}  - level: Metadata\n`});
    expect(drilled.find('scenario.judged')).toMatchObject({
      verdict: 'missed',
      link: {broken: 'alerted', lastHeld: 'audited', proof: {level: 'Metadata'}},
    });
  });

  test('missed: 401s have no event when the policy omits ResponseStarted, and preflight says so', async () => {
    const policy = `${POLICY_HEAD.replace('[RequestReceived]', '[RequestReceived, ResponseStarted]')}  - level: Metadata\n`;
    const drilled = await drill(['invalid-credential-burst'], {policy});
    expect(verdicts(drilled)).toEqual({'invalid-credential-burst': 'missed'});
    expect(drilled.find('preflight.checked', 'invalid-credential-burst')?.detail).toContain(
      'ResponseStarted is omitted',
    );
  });

  test('late: the evidence comes after the SLA and inside of the grace', async () => {
    const drilled = await drill(['privileged-pod'], {
      settings: {slaMs: 1, graceMs: 10_000},
      clock: fastClock(1),
      cluster: cluster => ({
        ...cluster,
        auditLog: changedFeed(cluster.auditLog, (lines, deliver) => setTimeout(() => deliver(lines), 30)),
      }),
    });
    expect(drilled.find('scenario.judged')).toMatchObject({
      verdict: 'late',
      explanation: expect.stringMatching(/^audited \d+ ms after its SLA of 1 ms/),
      link: {broken: 'audited'},
    });
    expect(exitCode(drilled)).toBe(1);
  });

  test('inconclusive: the audit log is cut off during the attack, and nobody can say', async () => {
    let cut = false;
    const drilled = await drill(['secrets-listed'], {
      onEvent: event => {
        cut ||= event.type === 'scenario.phase' && event.phase === 'attack';
      },
      cluster: cluster => ({
        ...cluster,
        auditLog: changedFeed(cluster.auditLog, (lines, deliver, state) =>
          cut ? state('down', 'the stream was cut') : deliver(lines),
        ),
      }),
    });
    expect(drilled.find('scenario.judged')).toMatchObject({
      verdict: 'inconclusive',
      explanation: 'it is not known whether it was seen: the stream was cut (audit-log)',
      link: {lastHeld: 'executed', broken: 'audited', proof: {source: 'audit-log', reason: 'the stream was cut'}},
    });
    expect(exitCode(drilled)).toBe(4);
  });

  test('not executed: a step fails for a reason of its own', async () => {
    const attack = [
      {id: 'nothing', as: 'drill', get: {resource: 'configmaps', name: 'not-there'}},
    ] as Scenario['attack'];
    const drilled = await drill([changed('secrets-listed', {attack, expect: [{stage: 'audited', within: '1s'}]})]);
    expect(drilled.find('scenario.judged')).toMatchObject({
      verdict: 'not executed',
      explanation: expect.stringContaining('step nothing failed'),
    });
    expect(exitCode(drilled)).toBe(4);
  });

  test('not executed: the set-up is refused, and what there was is removed', async () => {
    const setUp = [
      {
        create: {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: {name: 'x'},
          spec: {serviceAccountName: 'nobody', containers: []},
        },
      },
    ] as Scenario['setUp'];
    const drilled = await drill([changed('secrets-listed', {setUp})]);
    expect(drilled.find('scenario.judged')).toMatchObject({
      verdict: 'not executed',
      explanation: expect.stringContaining('set-up failed at'),
    });
    expect(drilled.find('scenario.cleaned')).toMatchObject({left: []});
  });

  test('skipped: the cluster lacks what the scenario needs', async () => {
    const drilled = await drill(['pod-exec', 'secrets-listed'], {
      cluster: cluster => ({...cluster, capabilities: new Set(['api'])}),
    });
    expect(verdicts(drilled)).toEqual({'pod-exec': 'skipped', 'secrets-listed': 'detected'});
    expect(drilled.find('scenario.judged', 'pod-exec')?.explanation).toBe('this cluster has no node');
    expect(exitCode(drilled)).toBe(0);
  });

  test('skipped: the operator leaves it out while it runs; it is cleaned up', async () => {
    const control = new DrillControl();
    const drilled = await drill(['pod-exec'], {
      control,
      onEvent: event => event.type === 'scenario.phase' && event.phase === 'quiet check' && control.skip('pod-exec'),
    });
    expect(drilled.find('scenario.judged')).toMatchObject({verdict: 'skipped', explanation: 'skipped by the operator'});
    expect(drilled.find('scenario.cleaned')).toMatchObject({left: []});
    expect(exitCode(drilled)).toBe(4);
  });

  test('what was judged is not skipped any more: a miss stays one', async () => {
    const control = new DrillControl();
    const drilled = await drill(['secrets-listed'], {
      control,
      rules: rulesWithout('secrets-enumerated.yml'),
      onEvent: event => event.type === 'scenario.judged' && control.skip('secrets-listed'),
    });
    expect(drilled.events.filter(e => e.type === 'scenario.judged')).toMatchObject([{verdict: 'missed'}]);
    expect(exitCode(drilled)).toBe(1);
  });

  test('prevented: Pod Security refuses the pod, and no alert is owed', async () => {
    const setUp = [
      {
        patch: {
          resource: 'namespaces',
          name: '{{ namespace }}',
          type: 'merge',
          body: {metadata: {labels: {'pod-security.kubernetes.io/enforce': 'baseline'}}},
        },
      },
    ] as Scenario['setUp'];
    const drilled = await drill([changed('privileged-pod', {setUp})], {
      rules: rulesWithout('privileged-pod-created.yml'),
    });
    expect(drilled.find('scenario.judged')).toMatchObject({
      verdict: 'prevented',
      explanation: expect.stringContaining('violates PodSecurity'),
    });
    expect(exitCode(drilled)).toBe(0);
  });

  test('an alert that fires before the attack, or on the attack of another run, is never counted', async () => {
    const cluster = await openTestCluster();
    try {
      // The set-up lists Secrets itself, and another run does so at the same time; the rule for our own attack is blind.
      const setUp = [{list: {resource: 'secrets'}}] as Scenario['setUp'];
      const attack = [{list: {resource: 'configmaps', namespace: '{{ namespace }}'}}] as Scenario['attack'];
      const [drilled, other] = await Promise.all([
        drillOn(cluster, [changed('secrets-listed', {setUp, attack})]),
        drillOn(cluster, ['secrets-listed']),
      ]);
      expect(drilled.find('quiet.checked')?.firing).toContainEqual({source: 'rules', rule: 'secrets-enumerated'});
      expect(verdicts(drilled)).toEqual({'secrets-listed': 'missed'});
      expect(verdicts(other)).toEqual({'secrets-listed': 'detected'});
      const foreign = drilled.events.filter(e => e.type === 'signal.seen' && e.stage === 'alerted');
      expect(foreign.length).toBeGreaterThan(0);
      expect(foreign.every(e => e.type === 'signal.seen' && !e.counted)).toBe(true);
    } finally {
      await cluster.release();
    }
  });

  test('a noisy rule is a false alarm on the benign twin, and breaks its gate', async () => {
    const noisy = tempFile(
      'secrets-enumerated.yml',
      'title: x\nlogsource: {product: kubernetes, service: audit}\ndetection:\n  s: {verb: list, objectRef.resource: [secrets, configmaps], user.username|contains: serviceaccount}\n  condition: s\n',
    );
    const drilled = await drill(['secrets-listed'], {rules: [noisy]});
    expect(drilled.find('benign.judged')).toMatchObject({state: 'alerted', rules: ['secrets-enumerated']});
    expect(verdicts(drilled)).toEqual({'secrets-listed': 'detected'});
    expect(exitCode(drilled)).toBe(1);
  });

  test('with rules of the user any alert on the attack counts, whatever it is called', async () => {
    const own = tempFile(
      'corp-0815.yml',
      'title: x\nlogsource: {product: kubernetes, service: audit}\ndetection:\n  s: {objectRef.resource: secrets, verb: list}\n  condition: s\n',
    );
    expect(verdicts(await drill(['secrets-listed'], {rules: [own], anyRule: true}))).toEqual({
      'secrets-listed': 'detected',
    });
    expect(verdicts(await drill(['secrets-listed'], {rules: [own]}))).toEqual({'secrets-listed': 'missed'});
  });

  test('a broken canary is told, and makes what follows inconclusive instead of missed', async () => {
    const drilled = await drill(['privileged-pod'], {
      clock: fastClock(10),
      settings: {slaMs: 4000, graceMs: 1000},
      cluster: cluster => ({
        ...cluster,
        auditLog: {follow: async (_lines, state) => state('down', 'nothing is written')},
      }),
    });
    expect(verdicts(drilled)).toEqual({'privileged-pod': 'inconclusive'});
    expect(drilled.view.checks.find(c => c.check === 'canary')).toMatchObject({state: 'failed'});
  });

  test('no Secret value and no token is in the event log', async () => {
    const {events} = await drill(['secrets-listed', 'invalid-credential-burst']);
    const text = JSON.stringify(events);
    expect(text).not.toMatch(/canary-kd-|Y2FuYXJ5|simulated\.[\w-]{20}|Bearer/);
  });
});
