import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {never} from '../../helpers/source.js';
import {Allowances} from '../compare.js';
import {realSide, type Side, simulatedSide} from '../side.js';
import {type Outcome, playScript, readScript} from './play.js';
import {settled} from './settle.js';

const script = readScript(join(import.meta.dirname, 'script.yaml'));
const allowances = new Allowances(join(import.meta.dirname, 'allowed.yaml'));
const lines = script.steps.map(step => (typeof step === 'string' ? step : step.run));
const sides: Side[] = [];
let outcomes: Outcome[][] = [];

beforeAll(async () => {
  sides.push(await realSide(process.env, never), await simulatedSide());
  const kubectl = process.env.KUBEBUILDER_ASSETS ?? '';
  const play = ({kubeConfig, dir}: Side) => playScript(script, kubeConfig, {kubectl, dir});
  const played = await Promise.all(sides.map(play));
  // For whoever works on it: every line as it was printed.
  if (process.env.FIDELITY_REPORT) writeFileSync(process.env.FIDELITY_REPORT, JSON.stringify(played, null, 1));
  outcomes = played.map(all => all.map(settled));
}, 900_000);
afterAll(async () => {
  await Promise.all(sides.map(side => side.stop()));
});

describe('kubectl prints the same, and ends the same, on the simulated server and on kube-apiserver', () => {
  test.each(lines.map((line, at) => [at, line] as const))('%i %s', (at, line) => {
    const [real, simulated] = outcomes.map(all => all[at]);
    const told = {request: line, field: 'printed', reference: real, other: simulated};
    if (JSON.stringify(real) !== JSON.stringify(simulated) && allowances.allow(told)) return;
    expect(simulated).toEqual(real);
  });

  test('every allowed difference is still one', () => {
    expect(allowances.unused()).toEqual([]);
  });
});
