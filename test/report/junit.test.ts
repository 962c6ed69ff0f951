import {describe, expect, test} from 'vitest';
import {junitReport} from '../../src/report/data/junit.js';
import {scoreRun} from '../../src/score/card.js';
import type {RunView} from '../../src/view/view.js';
import {drillView} from '../helpers/events.js';
import {elementsOf} from './markup-check.js';
import {HOSTILE, hostileRun, mixedRun} from './sample.js';

const junit = (view: RunView) => junitReport(view, scoreRun(view));

describe('junit.xml', () => {
  test('of a mixed run', async () => {
    await expect(junit(mixedRun())).toMatchFileSnapshot('golden/junit.xml');
  });

  test('counts missed and late as failures, what could not be found out as errors', () => {
    expect(junit(mixedRun())).toMatch(/tests="6" failures="2" errors="1" skipped="0"/);
    expect(junit(drillView({variant: 'interrupted'}))).toMatch(/tests="6" failures="0" errors="4" skipped="0"/);
  });

  test('has a test case for each scenario, with the seconds until its last evidence', () => {
    const text = junit(mixedRun());
    expect(elementsOf(text).filter(e => e === 'testcase')).toHaveLength(6);
    expect(text).toContain('name="cluster-admin-bound: cluster-admin bound to a workload" time="34.000"');
  });

  test('names skipped scenarios as skipped', () => {
    const view = drillView();
    const skipped = {
      ...view,
      scenarios: view.scenarios.map(s => ({...s, verdict: 'skipped' as const, explanation: 'needs a node'})),
    };
    expect(junit(skipped)).toMatch(/skipped="6"[\s\S]*<skipped message="skipped: needs a node"\/>/);
  });

  test('says which gate failed, that a benign twin alerted, and whether it was simulated', () => {
    const text = junit(mixedRun());
    expect(text).toContain('<property name="gate: nothing missed or late" value="failed: ');
    expect(text).toContain('<system-out>false alarm: secrets-enumerated alerted on the benign twin</system-out>');
    expect(junit(drillView({simulated: true}))).toContain('<property name="simulated" value="true"/>');
  });

  test('tells the cause once, and what to change below it', () => {
    const text = junit(mixedRun());
    const failures = [...text.matchAll(/<(failure|error) type="[^"]*" message="([^"]*)">([^<]*)</g)];
    expect(failures.length).toBeGreaterThan(1);
    for (const [, , message = '', body] of failures) {
      expect(text.split(message)).toHaveLength(2);
      expect(body).toMatch(/^(change: .+)?$/);
    }
  });

  test('is well-formed XML 1.0 whatever titles and messages hold', () => {
    const text = junit(hostileRun());
    expect(elementsOf(text)).toEqual(elementsOf(junit(mixedRun())));
    expect(text).not.toContain(HOSTILE);
    expect(text).not.toMatch(/[^\t\n\r -\uD7FF\uE000-\uFFFD]|[\u202E]/u);
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;]]&gt;|');
  });
});
