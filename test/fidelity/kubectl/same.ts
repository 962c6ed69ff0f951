import {writeFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import type {Allowances} from '../compare.js';
import type {Outcome, Script} from './play.js';

/** The lines of a script. */
const linesOf = ({steps}: Script): string[] => steps.map(step => (typeof step === 'string' ? step : step.run));

/**
 * Holds each line of a script on the simulated server to the real one.
 *
 * @param outcomes of the real server and of the simulated one, known when the tests run
 */
export function expectSameLines(script: Script, allowances: Allowances, outcomes: () => readonly Outcome[][]): void {
  test.each(linesOf(script).map((line, at) => [at, line] as const))('%i %s', (at, line) => {
    const [real, simulated] = outcomes().map(all => all[at]);
    const told = {request: line, field: 'printed', reference: real, other: simulated};
    if (JSON.stringify(real) !== JSON.stringify(simulated) && allowances.allow(told)) return;
    expect(simulated).toEqual(real);
  });

  test('every allowed difference is still one', () => {
    expect(allowances.unused()).toEqual([]);
  });
}

/** Writes every line as it was printed, where `FIDELITY_REPORT` asks for it: to work on a difference. */
export function reportLines(outcomes: readonly Outcome[][]): void {
  if (process.env.FIDELITY_REPORT) writeFileSync(process.env.FIDELITY_REPORT, JSON.stringify(outcomes, null, 1));
}
