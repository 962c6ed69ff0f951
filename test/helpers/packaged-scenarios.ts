import {loadScenarios, resolveScenarios} from '../../src/scenario/load.js';
import type {Scenario} from '../../src/scenario/schema.js';

// Beside `drill.ts`, and not in it: that one loads the whole engine, which many tests have no use for.

/** Makes something when it is first asked for, and keeps it. */
export function once<T>(make: () => T): () => T {
  let made: {value: T} | undefined;
  return () => {
    made ??= {value: make()};
    return made.value;
  };
}

const packagedScenarios = once(() => loadScenarios().scenarios);

/** Scenarios of the package by id, read once for all tests of a worker. */
export const scenariosNamed = (ids: string[]): Scenario[] => resolveScenarios(ids, packagedScenarios());
