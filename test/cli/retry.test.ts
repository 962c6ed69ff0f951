import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {DrillEvent} from '../../src/events/events.js';
import {kubedrill} from '../helpers/cli.js';
import {alertOf, groupsOf} from '../helpers/held-alerts.js';
import {loopback} from '../helpers/loopback.js';
import {tempDir, tempFile} from '../helpers/temp.js';

/** The requests of the attacks that a run below `out` has made in its second attempts. */
function secondAttempts(out: string): string[] {
  const files = readdirSync(out).map(run => join(out, run, 'events.ndjson'));
  const lines = files.filter(file => existsSync(file)).flatMap(file => readFileSync(file, 'utf8').split('\n'));
  const events = lines.slice(0, -1).map(line => JSON.parse(line) as DrillEvent);
  const again = events.findIndex(({type}) => type === 'scenario.attempt');
  return (again < 0 ? [] : events.slice(again)).flatMap(e =>
    e.type === 'step.answered' && e.purpose === 'attack' ? [e.auditId] : [],
  );
}

/** A run on a stack whose Alertmanager holds alerts on second attempts only. */
async function flakyRun(maxFlaky: number, ...flags: string[]) {
  const out = tempDir();
  const {url} = await loopback(() => ({body: groupsOf(secondAttempts(out).map(auditID => alertOf({auditID})))}));
  const stack = tempFile('stack.yaml', `title: t\nsources:\n  - {type: alertmanager, url: "${url}", every: 50ms}\n`);
  const drill = tempFile(
    'nightly.yaml',
    `title: Nightly
description: A test
scenarios: [secrets-listed]
sla: {grace: 500ms}
gates:
  - {name: nothing missed, noneOf: [missed, late, inconclusive]}
  - {name: flaky within budget, maxFlaky: ${maxFlaky}}
`,
  );
  const own = ['--drill', drill, '--stack', stack, '--cluster', 'simulated', '--sla', '4s', '--out', out, ...flags];
  const {code, stdout} = await kubedrill('run', '--json', ...own);
  const [folder = ''] = readdirSync(out);
  return {code, result: JSON.parse(stdout), junit: readFileSync(join(out, folder, 'junit.xml'), 'utf8')};
}

describe('a scenario that is missed at its first attempt and detected at its second', () => {
  test('is flaky in result and JUnit, and within the budget the run exits with 0', async () => {
    const {code, result, junit} = await flakyRun(1, '--retry', '1');
    expect(result.scenarios).toMatchObject([
      {verdict: 'missed', flaky: true, attempts: [{verdict: 'missed'}, {verdict: 'detected'}]},
    ]);
    expect(junit).toContain('<flakyFailure type="missed"');
    expect(result.gates).toMatchObject([{held: true}, {held: true}]);
    expect(result.run.settings.retry).toBe(1);
    expect(code).toBe(0);
  });

  test('exits with 1 without a budget for it', async () => {
    const {code, result} = await flakyRun(0, '--retry', '1');
    expect(result.gates[1]).toMatchObject({held: false, detail: 'flaky: secrets-listed'});
    expect(code).toBe(1);
  });
});

test.each([
  [['--retry', '3'], '--retry 3 is not a whole number from 0 to 2'],
  [['--retry', '1', '--respond', '10m'], '--retry does not go with --respond'],
])('refuses %j', async (flags, message) => {
  const {code, stderr} = await kubedrill('run', '--cluster', 'simulated', '--out', tempDir(), ...flags);
  expect({code, stderr}).toEqual({code: 2, stderr: expect.stringContaining(message)});
});
