import {describe, expect, test} from 'vitest';
import {summaryText} from '../../src/report/summary.js';
import {type DrillOptions, drillView} from '../helpers/events.js';
import {SAMPLE_SCORE} from '../helpers/score.js';

const summary = (options: DrillOptions, ascii = false, width = 80) =>
  summaryText(drillView(options), SAMPLE_SCORE, {ascii, width, reports: ['runs/x/report.html', 'runs/x/result.json']});

describe('the summary after a run', () => {
  test('has verdicts, score, gates, what to fix, what was left, and the reports', () => {
    expect(summary({variant: 'one missed'})).toMatchInlineSnapshot(`
      "kubedrill core on kind kd-7f3a, Kubernetes 1.34.4

                        scenario                                    audit   alert
        ✔ detected      All Secrets listed across the cluster        0.1s    2.0s
        ✔ detected      Privileged pod                               0.1s    2.4s
        ✔ detected      cluster-admin bound to a workload            0.1s    2.8s
        ⊘ prevented     Role that grants more than its author has    0.1s       –
                        the cluster refused create-role:
                        clusterroles.rbac.authorization.k8s.io "kd-e4-escalated" is
                        forbidden: user is attempting to grant RBAC permissions not
                        currently held; the attempt was audited after 80 ms
        ✖ MISSED        Shell in a running pod                       0.1s       ✖
                        audited, but no rule matched; exec-into-pod is not loaded
        ✔ detected      Burst of invalid credentials                 0.1s    4.0s

      score 84/100
        detection     40/50  4 of 5 detected in time
        speed       18.5/20  median 2.4 s of 30 s
        ✖ gate FAILED: nothing missed or late (pod-exec)
        ✔ gate held: nothing left behind

      what to fix first
        1. Shell in a running pod: audited, but no rule matched; exec-into-pod is not
           loaded
           change: load a rule for this technique, such as exec-into-pod

        left out: escalating-role (prevented)

      score 84/100 · 4 detected · 1 missed · 1 prevented · 0 left behind · cluster
      deleted · 1 m 02 s

      time   cluster 12.9 s, preflight 0.9 s, inventory 0.2 s, scenarios 47.5 s,
             release 0.9 s
             in all scenarios, side by side: set-up 3.0 s, quiet check 0.1 s, benign
             twin 2.2 s, attack 0.3 s, watch 56.3 s, contain 1.8 s, clean-up 3.6 s

      report runs/x/report.html
             runs/x/result.json
      "
    `);
  });

  test('gives reasons of gates and of what is left out in full', () => {
    const detail = `30 of 37 detected, 3 skipped: ${'some-scenario, '.repeat(12)}last-one`;
    const gates = [{name: 'everything detected', held: false, detail}];
    const excluded = [{scenario: 'one', reason: `${'because '.repeat(20)}of that`}];
    const text = summaryText(drillView(), {...SAMPLE_SCORE, gates, excluded}, {ascii: false, width: 80});
    expect(text.replace(/\s+/g, ' ')).toContain(`✖ gate FAILED: everything detected (${detail})`);
    expect(text.replace(/\s+/g, ' ')).toContain(`left out: one (${excluded[0]?.reason})`);
  });

  test('says simulated in its first line, and that a run was interrupted', () => {
    expect(summary({simulated: true})).toMatch(/^kubedrill core on the simulated cluster, Kubernetes 1\.34\.4\n/);
    expect(summary({variant: 'interrupted'})).toMatch(/^.*: interrupted \(stopped by the user\)\n/);
    expect(summary({variant: 'interrupted'})).toContain('4 without a verdict');
  });

  test('stays within the width, and ASCII when asked', () => {
    for (const variant of ['one missed', 'one late', 'inconclusive', 'false alarm'] as const) {
      for (const line of summary({variant}, true, 60).split('\n')) expect(line).toMatch(/^[\x20-\x7e]{0,60}$/);
    }
  });

  test('of a run that never started says so', () => {
    expect(summaryText(drillView({untilMs: -1}), undefined, {ascii: false, width: 80})).toContain(
      'nothing was started',
    );
  });
});
