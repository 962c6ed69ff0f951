#!/usr/bin/env node
// Changes a folder of `src` in one place after the other and runs its tests on each change: `npm run mutants -- src/score`.
// A change that no test notices is printed; what it says is for a person to judge. No part of `npm test`. `--every 3`
// changes every third line only, always the same ones.
//
// Stryker works in a copy of the project in a temporary folder and is installed there for this run only: the package
// has no use for its two hundred dependencies.
import {execFileSync, spawnSync} from 'node:child_process';
import {cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const STRYKER = '10.1.1';

/** The tests that know each folder. Whole drills are left out where smaller tests say the same: each takes seconds. */
const TESTS = {
  'src/score': ['test/score'],
  'src/history/judge': ['test/history/judge'],
  'src/audit': ['test/audit'],
  'src/drill/watch': [
    'test/drill/{watch,senders,quiet,own-events,correlate,in-order,workload,broken-link,held-back,dispatch}.test.ts',
  ],
  'src/drill/explain': ['test/drill/{broken-link,explained,falco}.test.ts'],
  'src/sigma/correlate': ['test/sigma/{correlations,sequence,windows}.test.ts'],
  'src/sigma/match': [
    'test/sigma/{bounds,comparisons,condition-laws,edges,errors,filters,near-miss,patterns,selections,spelling}.test.ts',
  ],
};

const {values, positionals} = parseArgs({allowPositionals: true, options: {every: {type: 'string', default: '1'}}});
const [folder, ...named] = positionals;
const tests = named.length ? named : TESTS[folder];
const every = Number(values.every);
if (!tests || !(every >= 1)) {
  console.error('usage: npm run mutants -- FOLDER [TESTS ...] [--every N]');
  console.error(`Tests are known for: ${Object.keys(TESTS).join(', ')}`);
  process.exit(2);
}

const scratch = mkdtempSync(join(tmpdir(), 'kubedrill-mutants-'));
const project = join(scratch, 'project');
try {
  install();
  copy();
  configure();
  const stryker = join(scratch, 'node_modules/@stryker-mutator/core/bin/stryker.js');
  const {status} = spawnSync(process.execPath, [stryker, 'run'], {cwd: project, stdio: 'inherit'});
  process.exitCode = status ?? 1;
  if (status === 0) tellUnnoticed();
} finally {
  rmSync(scratch, {recursive: true, force: true});
}

/** Stryker beside the project, and for Stryker's runner the very vitest of the project. */
function install() {
  writeFileSync(join(scratch, 'package.json'), '{}');
  const packages = ['core', 'vitest-runner'].map(name => `@stryker-mutator/${name}@${STRYKER}`);
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps'];
  execFileSync('npm', ['install', ...flags, ...packages], {cwd: scratch, stdio: ['ignore', 'ignore', 'inherit']});
  symlinkSync(join(ROOT, 'node_modules/vitest'), join(scratch, 'node_modules/vitest'));
}

function copy() {
  mkdirSync(project);
  const left = new Set(['.git', 'node_modules', 'runs']);
  cpSync(ROOT, project, {recursive: true, filter: from => !left.has(relative(ROOT, from))});
  symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'));
}

function configure() {
  const include = tests.map(path => (path.endsWith('.ts') ? path : `${path}/**/*.test.ts`));
  const test = {isolate: false, maxWorkers: 1, testTimeout: 60_000, expect: {poll: {timeout: 20_000}}, include};
  writeFileSync(join(project, 'vitest.mutants.config.js'), `export default ${JSON.stringify({test})};\n`);
  const stryker = {
    testRunner: 'vitest',
    plugins: [join(scratch, 'node_modules/@stryker-mutator/vitest-runner/dist/src/index.js')],
    vitest: {configFile: 'vitest.mutants.config.js', related: false},
    mutate: globSync(`${folder}/**/*.ts`, {cwd: project}).flatMap(linesOf),
    // What is computed once, when a file is loaded, would take every test for each change.
    ignoreStatic: true,
    coverageAnalysis: 'perTest',
    concurrency: 1,
    timeoutMS: 15_000,
    // Of TypeScript 7 there is no compiler that Stryker could ask.
    tsconfigFile: 'none',
    reporters: ['progress-append-only', 'clear-text', 'json'],
    clearTextReporter: {reportMutants: false, reportTests: false, reportScoreTable: true},
    jsonReporter: {fileName: 'reports/mutants.json'},
    thresholds: {high: 90, low: 80},
  };
  writeFileSync(join(project, 'stryker.config.json'), JSON.stringify(stryker));
}

/** A file, or those of its lines that are in the sample. */
function linesOf(file) {
  if (every === 1) return [file];
  const count = readFileSync(join(project, file), 'utf8').split('\n').length;
  const lines = Array.from({length: count}, (_, i) => i + 1).filter(line => line % every === 0);
  return lines.map(line => `${file}:${line}-${line}`);
}

function tellUnnoticed() {
  const {files} = JSON.parse(readFileSync(join(project, 'reports/mutants.json'), 'utf8'));
  for (const [file, {source, mutants}] of Object.entries(files))
    for (const mutant of mutants.filter(isUnnoticed).toSorted(inOrder)) console.log(lineOf(file, source, mutant));
}

function isUnnoticed({status}) {
  return status === 'Survived' || status === 'NoCoverage';
}

function inOrder({location: {start: a}}, {location: {start: b}}) {
  return a.line - b.line || a.column - b.column;
}

/** `src/score/gates.ts:81:7 (survived) total >= minScore → total > minScore` */
function lineOf(file, source, {location: {start, end}, replacement, status}) {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  const short = text => text.replace(/\s+/g, ' ').slice(0, 100);
  const how = status === 'Survived' ? 'survived' : 'no test';
  return `${file}:${start.line}:${start.column} (${how}) ${short(lines.join('\n'))} → ${short(replacement)}`;
}
