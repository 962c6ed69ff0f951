import {join} from 'node:path';
import {afterAll, beforeAll, describe} from 'vitest';
import {never} from '../../helpers/source.js';
import {Allowances} from '../compare.js';
import {realSide, type Side, simulatedSide} from '../side.js';
import {type Outcome, playScript, readScript} from './play.js';
import {expectSameLines, reportLines} from './same.js';
import {settled} from './settle.js';

const script = readScript(join(import.meta.dirname, 'script.yaml'));
const allowances = new Allowances(join(import.meta.dirname, 'allowed.yaml'));
const sides: Side[] = [];
let outcomes: Outcome[][] = [];

beforeAll(async () => {
  sides.push(await realSide(process.env, never), await simulatedSide());
  const kubectl = process.env.KUBEBUILDER_ASSETS ?? '';
  const play = ({kubeConfig, dir}: Side) => playScript(script, kubeConfig, {kubectl, dir});
  const played = await Promise.all(sides.map(play));
  reportLines(played);
  outcomes = played.map(all => all.map(settled));
}, 900_000);
afterAll(async () => {
  await Promise.all(sides.map(side => side.stop()));
});

describe('kubectl prints the same, and ends the same, on the simulated server and on kube-apiserver', () => {
  expectSameLines(script, allowances, () => outcomes);
});
