// What the build parses and checks once, so that no start does: the YAML files that ship, by their content
// (`src/lib/yaml/parsed.ts`, `src/scenario/checked-at-build.ts`).
import {readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {POLICY_YAML} from '../../build/audit/policy.js';
import {packaged} from '../../build/lib/paths.js';
import {parsedKey} from '../../build/lib/yaml/parsed.js';
import {parseYaml} from '../../build/lib/yaml/yaml-file.js';
import {loadScenarios} from '../../build/scenario/load.js';

/** The YAML files that ship, or the folders of them, and how the program reads them. */
const SCENARIO = {documents: 'one'};
const READ = [
  ['scenarios', SCENARIO],
  ['drills', {documents: 'one'}],
  ['procedures', {documents: 'one'}],
  ['rules', {exactIntegers: true}],
  ['audit-policy.yaml', POLICY_YAML],
  ['audit-policy.yaml', {}],
];

/** Writes the values of all of them to a file. One with a mistake, or that JSON cannot hold, is left to the program. */
export function rememberParsed(file) {
  const found = READ.flatMap(([path, options]) =>
    filesIn(packaged(path))
      .filter(name => /\.ya?ml$/.test(name))
      .sort()
      .flatMap(name => {
        const text = readFileSync(name, 'utf8');
        const {values, problems, repeated, second} = parseYaml(text, name, options);
        // Where any number of documents is read, a second one is nothing that a reader has to be told.
        const isOdd = problems.length || repeated.length || (second && options.documents);
        const isPlain = !isOdd && isDeepStrictEqual(clone(values), values);
        return isPlain ? [[parsedKey(text, JSON.stringify(options)), values]] : [];
      }),
  );
  writeFileSync(file, JSON.stringify(Object.fromEntries(found)));
}

/** Writes the scenarios in which nothing is wrong, and that JSON can hold. */
export function rememberChecked(file) {
  const sound = loadScenarios().scenarios.filter(({warnings}) => !warnings.length);
  const found = sound.flatMap(({id, file: path, yaml, warnings, ...scenario}) => {
    const key = parsedKey(readFileSync(path, 'utf8'), JSON.stringify(SCENARIO));
    return isDeepStrictEqual(clone(scenario), scenario) ? [[key, scenario]] : [];
  });
  writeFileSync(file, JSON.stringify(Object.fromEntries(found)));
}

const filesIn = path =>
  statSync(path).isDirectory() ? readdirSync(path, {recursive: true}).map(name => join(path, name)) : [path];

function clone(values) {
  try {
    return JSON.parse(JSON.stringify(values));
  } catch {
    // A whole number beyond those of JSON.
    return undefined;
  }
}
