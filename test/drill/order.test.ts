import {expect, test} from 'vitest';
import {orderOfPlay} from '../../src/drill/plan/order.js';
import {scenariosNamed} from '../helpers/packaged-scenarios.js';

const scenarios = scenariosNamed(['secrets-listed', 'privileged-pod', 'guardrail-lowered:policy-binding', 'pod-exec']);

test('side by side, what waits by the clock is begun first, and the rest as the drill has it', () => {
  expect(orderOfPlay(scenarios, 5)).toEqual([2, 0, 1, 3]);
});

test('one after the other, the order is that of the drill', () => {
  expect(orderOfPlay(scenarios, 1)).toEqual([0, 1, 2, 3]);
});
