import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {labOf} from '../../lab/folder.js';
import type {Lab} from '../../lab/load.js';
import {keepProgress} from '../../lab/progress.js';
import {realClock} from '../../lib/clock.js';
import {EXIT} from '../../lib/errors.js';
import {readText} from '../../lib/files/read-text.js';
import {type Io, writeLines, writeText} from '../io.js';

/** `kubedrill lab hint`: the next of three, and those before it. */
export function hint(dir: string, io: Io): number {
  const lab = labOf(dir);
  const {hints} = keepProgress(io.env, lab.id, realClock.wall(), done => ({
    ...done,
    hints: Math.min(done.hints + 1, lab.hints.length),
  }));
  writeLines(
    io,
    lab.hints.slice(0, hints).map((text, index) => `${index + 1} of ${lab.hints.length}: ${text.trim()}`),
  );
  return EXIT.ok;
}

/** `kubedrill lab solution`: why it is one, and the files. */
export function solution(dir: string, io: Io): number {
  const lab = labOf(dir);
  writeText(io, `${lab.solution.trim()}\n`);
  for (const file of filesOfSolution(lab))
    writeText(io, `\n# ${file}\n${readText(join(lab.dir, 'solution', file)).trimEnd()}\n`);
  return EXIT.ok;
}

const filesOfSolution = ({dir}: Lab): string[] =>
  readdirSync(join(dir, 'solution'), {recursive: true, withFileTypes: true})
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(join(dir, 'solution').length + 1))
    .sort();
