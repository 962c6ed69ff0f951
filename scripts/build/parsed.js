// What the build parses once, so that no start does: the YAML files that ship, by their content (`src/lib/yaml/parsed.ts`).
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {packaged} from '../../build/lib/paths.js';
import {parsedKey} from '../../build/lib/yaml/parsed.js';
import {parseYaml} from '../../build/lib/yaml/yaml-file.js';

/** The folders of YAML files that ship, and how the program reads those in them. */
const READ = [
  ['scenarios', {documents: 'one'}],
  ['drills', {documents: 'one'}],
  ['rules', {exactIntegers: true}],
];

/** Writes the values of all of them to a file. One with a mistake, or that JSON cannot hold, is left to the program. */
export function rememberParsed(file) {
  const found = READ.flatMap(([folder, options]) =>
    readdirSync(packaged(folder), {recursive: true})
      .filter(name => /\.ya?ml$/.test(name))
      .sort()
      .flatMap(name => {
        const text = readFileSync(join(packaged(folder), name), 'utf8');
        const {values, problems, repeated, second} = parseYaml(text, name, options);
        const isPlain = !problems.length && !repeated.length && !second && isDeepStrictEqual(clone(values), values);
        return isPlain ? [[parsedKey(text, JSON.stringify(options)), values]] : [];
      }),
  );
  writeFileSync(file, JSON.stringify(Object.fromEntries(found)));
}

function clone(values) {
  try {
    return JSON.parse(JSON.stringify(values));
  } catch {
    // A whole number beyond those of JSON.
    return undefined;
  }
}
