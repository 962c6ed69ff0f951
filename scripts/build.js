// Makes `build/`, each file of `src/` as JavaScript, which the scripts and benchmarks of this repository import; and of
// it `dist/`, which ships: few files with every package inside, so that an install brings nothing else and a start opens
// a handful of files instead of a thousand. Beside the code lie the licences of what is inside it and a list of it.
import {spawnSync} from 'node:child_process';
import {mkdirSync, renameSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {rolldown} from 'rolldown';
import license from 'rollup-plugin-license';
import sbom from 'rollup-plugin-sbom';
import {buildPage} from './build/web.js';

const ROOT = join(import.meta.dirname, '..');
const from = (...path) => join(ROOT, 'build', ...path);
/** Half a build is never taken for one: it gets its name when it is complete. */
const UNFINISHED = join(ROOT, 'dist.unfinished');

rmSync(from(), {recursive: true, force: true});
// Types are checked by `npm run typecheck`: to check them here, too, would take half of the time of a build.
const {status} = spawnSync('tsc', ['-p', 'tsconfig.build.json', '--noCheck'], {cwd: ROOT, stdio: 'inherit'});
if (status !== 0) process.exit(1);

rmSync(UNFINISHED, {recursive: true, force: true});
mkdirSync(UNFINISHED);
/** One for both bundles: what it has seen in the first stands in the file that it writes with the second. */
const licences = license({
  thirdParty: {
    multipleVersions: true,
    output: {file: join(UNFINISHED, 'LICENSES.txt'), template: notices},
    allow: {
      test: '(MIT OR Apache-2.0 OR ISC OR BSD-2-Clause OR BSD-3-Clause OR 0BSD OR Unlicense OR CC0-1.0 OR PSF-2.0)',
      failOnViolation: true,
      failOnUnlicensed: true,
    },
  },
});
const listOf = name =>
  sbom({outDir: 'sbom', outFilename: `${name}.cdx`, includeWellKnown: false, saveTimestamp: false});
await buildPage(UNFINISHED, [licences, listOf('page')]);
const bundle = await rolldown({
  cwd: ROOT,
  platform: 'node',
  preserveEntrySignatures: 'allow-extension',
  // What `src/bin.js` imports, each when it is its turn; and what runs in threads of its own.
  input: {
    ...Object.fromEntries(['first', 'main'].map(name => [name, from('cli', `${name}.js`)])),
    'rules-thread': from('cli', 'rules', 'threads', 'thread.js'),
  },
  // Ink asks for it in its development mode alone; the WebSocket client does without its accelerators. Who keeps a history
  // in PostgreSQL installs the driver.
  external: ['react-devtools-core', 'bufferutil', 'utf-8-validate', 'pg'],
  // React's development build checks and warns on every frame.
  // What this build remembers of the files that ship is as true as the code beside it.
  transform: {define: {'process.env.NODE_ENV': '"production"', 'process.env.KUBEDRILL_BUNDLED': '"true"'}},
  treeshake: {
    // Each of its thousand models is a class of its own that does nothing when it is loaded.
    moduleSideEffects: [{test: /@kubernetes\/client-node/, sideEffects: false}],
  },
  plugins: [
    {name: 'builtins', renderChunk: code => segmentersWhenNeeded(processesWhenUsed(builtinsDirectly(code)))},
    licences,
    listOf('kubedrill'),
  ],
  onLog(level, log, usual) {
    // A package that names itself in a circle, or a file that it does not have, is its own affair.
    if (level === 'warn' && !/node_modules/.test(JSON.stringify(log))) usual('error', log);
  },
});
await bundle.write({
  dir: UNFINISHED,
  format: 'esm',
  entryFileNames: 'cli/[name].js',
  chunkFileNames: 'cli/[name]-[hash].js',
  // Opening a file costs a start a millisecond. What every start needs is in two: one before the cache of compiled code
  // is there, and one behind it.
  codeSplitting: {
    groups: [
      {
        name: 'before',
        test: /\/build\/(cli\/(first|compile-cache|slow-start|io)|lib\/process\/heap-size)\.js$/,
        priority: 2,
      },
      {
        name: 'start',
        test: /\/build\/cli\/(main|errors|streams|version)\.js$|\/node_modules\/commander\//,
        priority: 1,
      },
    ],
  },
});
// Not before there is a build that it can be made with.
const {rememberChecked, rememberParsed} = await import('./build/parsed.js');
rememberParsed(join(UNFINISHED, 'parsed.json'));
rememberChecked(join(UNFINISHED, 'checked.json'));

rmSync(join(ROOT, 'dist'), {recursive: true, force: true});
renameSync(UNFINISHED, join(ROOT, 'dist'));

/** Each package that is inside, with the text under which it may be handed on; one that ships none says where it stands. */
function notices(packages) {
  const text = ({license: id, author, licenseText}) =>
    licenseText ?? `Copyright (c) ${author?.name ?? 'its authors'}. The text: https://spdx.org/licenses/${id}.html`;
  return packages
    .map(found => `${found.name} ${found.version}\n${found.license}\n\n${text(found)}`.trim())
    .join(`\n\n${'-'.repeat(80)}\n\n`);
}

/**
 * Takes Node's own modules as they are: imported, each has all of its exports looked up, among them those that Node
 * loads only when somebody asks. That was a fifth of the time that `--help` takes.
 */
function builtinsDirectly(code) {
  const statement = /^import (?:([\w$]+)(?:, )?)?(?:\{([^}]*)\}|\* as ([\w$]+))? ?from "(node:[^"]+)";$/gm;
  return code.replace(statement, (_, whole, named, star, name) => {
    const builtin = `globalThis.process.getBuiltinModule("${name}")`;
    const parts = named && `{${named.replaceAll(' as ', ': ')}}`;
    return [whole, star, parts].flatMap(left => (left ? [`const ${left} = ${builtin};`] : [])).join(' ');
  });
}

/** Loads what starts processes where it is used: commander has it for commands that are programs, and there are none. */
function processesWhenUsed(code) {
  const loads = /^const ([\w$]+) = (globalThis\.process\.getBuiltinModule\("node:child_process"\));$/m;
  const [statement, name, builtin] = loads.exec(code) ?? [];
  if (!statement) return code;
  const uses = new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}(?![\\w$])`, 'g');
  return code.replace(statement, '').replace(uses, builtin);
}

/**
 * Makes the segmenters of packages when they are first asked: the first has Unicode's tables read, which takes 30 ms of
 * every start, and most commands print nothing that has to be taken apart.
 */
function segmentersWhenNeeded(code) {
  return code.replace(
    /^const ([\w$]+) = (new Intl\.Segmenter\([^()]*\));$/gm,
    (_, name, made) =>
      `const ${name} = {segment(text) {const made = ${made}; this.segment = made.segment.bind(made); return made.segment(text);}};`,
  );
}
