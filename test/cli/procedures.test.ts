import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {lintFiles} from '../../src/cli/lint/files.js';
import {tempDir} from '../helpers/temp.js';

const SCENARIO = `title: t
description: d
severity: low
tags: {attack: [T1609], owasp-2022: [K01], owasp-2025: [K02], threat-matrix: [TA9006]}
prevent: p
actor: {serviceAccount: a, clusterRules: [{apiGroups: [""], resources: [pods], verbs: [list]}]}
attack: [{list: {resource: pods}}]
expect: [{stage: audited, within: 5s}]
respond:
  procedure: NAME
  preserve: [{resource: pods, name: a}]
  contain: {checks: [{powerless: actor}]}
`;
const PROCEDURE = `title: Ours
owner: us
reviewed: 2026-01-15
steps:
  - { id: cut, text: Cut it off., seen: { check: powerless } }
`;
const NOW = new Date('2026-06-01T00:00:00Z');

/** What lint says of a scenario that names a procedure, and of its file where it has one beside it. */
function told(name: string, procedure?: string, now = NOW): string[] {
  const dir = tempDir();
  const file = join(dir, 'mine.yaml');
  writeFileSync(file, SCENARIO.replace('NAME', name));
  mkdirSync(join(dir, 'procedures'));
  if (procedure !== undefined) writeFileSync(join(dir, 'procedures', 'ours.yaml'), procedure);
  const {problems} = lintFiles({scenarios: [file]}, undefined, undefined, {wall: () => now});
  return problems
    .filter(({check}) => check !== 'unseen-scenario')
    .map(p => `${p.file.replace(`${dir}/`, '')}:${p.line}:${p.column} ${p.severity} ${p.message}`);
}

const OURS = './procedures/ours.yaml';

test('a scenario names a procedure of the package, or a file by its path from there', () => {
  expect(told('rbac-abuse').filter(line => line.includes(' error '))).toEqual([]);
  expect(told(OURS, PROCEDURE)).toEqual([]);
});

test('a name that leads nowhere is told at its place, with the nearest', () => {
  expect(told('rbac-abus')).toEqual(['mine.yaml:10:3 error there is no procedure rbac-abus: did you mean rbac-abuse?']);
  expect(told('zzzzzz')).toEqual([
    expect.stringMatching(/^mine\.yaml:10:3 error .* known are .*or a path such as \.\/zzz/),
  ]);
  expect(told('./nowhere.yaml')).toEqual([
    'mine.yaml:10:3 error there is no file ./nowhere.yaml: its path is taken from this file',
  ]);
});

test('what is wrong in a procedure is told at its place in its own file, all at once', () => {
  const broken = 'title: Ours\nreviewed: yesterday\nsteps:\n  - { id: cut }\n';
  expect(told(OURS, broken)).toEqual([
    expect.stringMatching(/^procedures\/ours\.yaml:1:1 error .*owner/),
    expect.stringMatching(/^procedures\/ours\.yaml:2:\d+ error .*reviewed/),
    expect.stringMatching(/^procedures\/ours\.yaml:4:\d+ error .*text/),
  ]);
  expect(told(OURS, `${PROCEDURE}  - { id: cut, text: Again. }\n`)).toEqual([
    'procedures/ours.yaml:6:7 error there is a step cut already: each needs an id of its own',
  ]);
});

test('a review that is too old, or has not come yet, is a warning', () => {
  const on = (day: string) => told(OURS, PROCEDURE, new Date(`${day}T12:00:00Z`));
  expect(on('2027-01-14')).toEqual([]);
  expect(on('2027-01-16')).toEqual([
    'procedures/ours.yaml:3:1 warning the last review, on 2026-01-15, is more than 12 months ago',
  ]);
  expect(on('2026-01-14')).toEqual([
    'procedures/ours.yaml:3:1 warning 2026-01-15 has not come yet: say when the procedure was reviewed',
  ]);
});

test('a step that no scenario could show is a warning', () => {
  const steps = `${PROCEDURE}  - { id: a, text: A, seen: { check: gone } }\n  - { id: b, text: B, seen: { preserved: secrets } }\n  - { id: c, text: C, seen: { preserved: pods } }\n`;
  expect(told(OURS, steps)).toEqual([
    expect.stringMatching(/^procedures\/ours\.yaml:6:\d+ warning no scenario that names ours has the check gone/),
    expect.stringMatching(/^procedures\/ours\.yaml:7:\d+ warning no scenario that names ours has secrets to preserve/),
  ]);
});

test('of the package each procedure is used, each step can be shown, and its age is only noted', () => {
  const late = {wall: () => new Date('2031-01-01T00:00:00Z')};
  const {problems, checked} = lintFiles({}, undefined, undefined, late);
  const about = problems.filter(({file}) => file.includes('procedures'));
  expect(checked.procedures).toBeGreaterThanOrEqual(8);
  expect(about.map(({severity, check}) => `${severity} ${check}`)).toEqual(
    Array.from({length: checked.procedures ?? 0}, () => 'note stale-procedure'),
  );
});
