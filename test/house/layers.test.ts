import {execFile} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';

/** Runs the check of `npm run lint` on a tree of its own. */
function checked(files: Record<string, string>): Promise<{code: number; lines: string[]}> {
  const root = mkdtempSync(join(tmpdir(), 'layers-'));
  onTestFinished(() => rmSync(root, {recursive: true}));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), {recursive: true});
    writeFileSync(join(root, name), text);
  }
  return new Promise(done => {
    execFile(process.execPath, [resolve('scripts/layers.js')], {cwd: root}, (error, stdout) => {
      done({code: Number(error?.code ?? 0), lines: stdout.trim().split('\n')});
    });
  });
}

const OK = {
  'src/lib/clock.ts': 'export interface Clock {now: number}',
  'src/drill/plan/plan.ts': "import type {Clock} from '../../lib/clock.js';\nexport type Plan = Clock;",
};

test('imports that point downward pass', async () => {
  expect(await checked(OK)).toEqual({code: 0, lines: ['2 modules, 1 imports: 0 wrong']});
});

test('each wrong import is refused, though it is only of a type', async () => {
  const crowd = Array.from({length: 16}, (_, i) => [`src/events/f${i}.ts`, `export const f${i} = ${i};`]);
  const {code, lines} = await checked({
    ...OK,
    'src/lib/up.ts': "import type {Plan} from '../drill/plan/plan.js';\nexport type Up = Plan;",
    'src/drill/watch/watch.ts': "import {why} from '../explain/why.js';\nexport const watch = why;",
    'src/drill/explain/why.ts': 'export const why = 1;',
    'src/kube/a.ts': "import type {B} from './b.js';\nexport interface A {b: B}",
    'src/kube/b.ts': "import type {A} from './a.js';\nexport interface B {a: A}",
    'src/view/shown.ts': "import {Text} from 'ink';\nexport const shown = Text;",
    'src/misc/odd.ts': 'export const odd = 1;',
    'src/drill/loose.ts': 'export const loose = 1;',
    ...Object.fromEntries(crowd),
  });
  expect(code).toBe(1);
  expect(lines.at(-1)).toMatch(/: 7 wrong$/);
  expect(lines).toEqual(
    expect.arrayContaining([
      'src/lib/up.ts → src/drill/plan/plan.ts: src/lib may import only from what is below it',
      'src/drill/watch/watch.ts → src/drill/explain/why.ts: src/drill/watch may import only from what is below it',
      expect.stringMatching(/src\/kube\/a\.ts.*: files may not import each other in a circle$/),
      'src/view/shown.ts → ink: only src/tui knows the terminal UI',
      'src/misc stands in no list of scripts/layers.js: say there what it may import',
      'src/drill/loose.ts stands in no list of scripts/layers.js: say there what it may import',
      'src/events has 16 files, more than 15: give those of one idea a folder',
    ]),
  );
});
