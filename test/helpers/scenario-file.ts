import {type Problem, problemLine} from '../../src/lib/yaml/yaml-file.js';
import {type LoadedScenario, loadScenarios} from '../../src/scenario/load.js';
import {tempFile} from './temp.js';

const HEAD = `title: t
description: d
severity: low
tags: {attack: [T1609], owasp-2022: [K01], owasp-2025: [K02], threat-matrix: [TA9006]}
prevent: p
`;
/** Parts that a scenario must have; a test that is about one of them brings its own. */
const PARTS: Record<string, string> = {
  needs: 'needs: [api, node, node-exec, client-certificates]',
  actor: 'actor: {serviceAccount: a}',
  attack: 'attack: [{list: {resource: pods}}]',
  expect: 'expect: [{stage: audited, within: 5s}]',
};

/** The first line of what a test writes, for the head and the parts stand before it. */
export const FIRST_LINE = HEAD.split('\n').length;

/** A scenario file that was loaded, and what is said of it. */
interface Loaded {
  file: string;
  scenario: LoadedScenario | undefined;
  problems: string[];
  warnings: string[];
}

/** Loads a scenario file with the given sections, after the head that all of these tests share. */
export function loadText(sections: string): Loaded {
  const rest = Object.entries(PARTS).flatMap(([key, text]) =>
    new RegExp(`^${key}:`, 'm').test(sections) ? [] : [text],
  );
  const file = tempFile('mine.yaml', `${HEAD}${sections.trim()}\n${rest.join('\n')}\n`);
  const {scenarios, problems} = loadScenarios([file]);
  const lines = (found: readonly Problem[]) => found.map(p => problemLine(p).replace(file, 'mine.yaml'));
  const [scenario] = scenarios;
  return {file, scenario, problems: lines(problems), warnings: lines(scenario?.warnings ?? [])};
}

/** The scenario of such a file, which must be without fault. */
export function scenarioOf(sections: string): LoadedScenario {
  const {scenario, problems} = loadText(sections);
  if (!scenario || problems.length) throw new Error(problems.join('\n'));
  return scenario;
}
