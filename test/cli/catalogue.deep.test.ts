import {expect, test} from 'vitest';
import {start} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

interface Told {
  id: string;
  verdict: string;
  explanation: string;
  benign: {state: string};
}

/** What a simulated cluster has not. */
const LACKING = /node-exec|network-policy|runtime-sensor/;

test('every scenario and variant is detected or prevented on the simulated cluster, with a silent twin', async () => {
  const argv = ['run', '--all', '--variants', '--cluster', 'simulated', '--json', '--quiet'];
  const {code, stdout, stderr} = await start(argv, {cwd: tempDir()}).done;
  expect(code, stderr).toBe(0);
  const {scenarios, cleanup} = JSON.parse(stdout) as {scenarios: Told[]; cleanup: unknown};
  expect(scenarios.length).toBeGreaterThan(90);
  const played = scenarios.filter(({explanation}) => !LACKING.test(explanation));
  expect(played.length).toBeGreaterThanOrEqual(scenarios.length - 3);
  expect(played.filter(({verdict}) => !['detected', 'prevented'].includes(verdict))).toEqual([]);
  expect(played.filter(({benign}) => benign.state !== 'silent')).toEqual([]);
  expect(cleanup).toMatchObject({left: []});
});
