import {randomUUID} from 'node:crypto';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {realClock} from '../../lib/clock.js';
import {usageError} from '../../lib/errors.js';
import {makeDir} from '../../lib/files/files.js';
import {dictionary} from '../../lib/json/dictionary.js';
import {scenarioStarter} from '../../scenario/starter.js';
import {ruleStarter} from '../../sigma/load/starter.js';
import type {Define} from '../define.js';
import {type GlobalFlags, writeJson, writeLines} from '../io.js';

const EXAMPLES = `
Examples:
  kubedrill new scenario configmaps-read     scenarios/configmaps-read.yaml, to be changed
  kubedrill new rule configmaps-read         rules/configmaps-read.yml, which detects what that scenario does
  kubedrill new rule configmaps-read --out ./detections`;

/** `kubedrill new`: writes a commented file to start from. */
export const define: Define = (command, io, done) => {
  command
    .argument('<kind>', Object.keys(STARTERS).join(' or '))
    .argument('<name>', "the file's name, which is its id: lower-case letters, digits and dashes")
    .option('--out <dir>', 'where the file is written; default: scenarios or rules')
    .addHelpText('after', EXAMPLES)
    .action((kind: string, name: string) => {
      const flags = command.optsWithGlobals<GlobalFlags & {out?: string}>();
      const starter = STARTERS[kind];
      if (!starter) throw usageError(`new ${kind} is not one of ${Object.keys(STARTERS).join(', ')}`);
      if (!NAME.test(name)) throw usageError(`${name} must be lower-case letters, digits and dashes`);
      const dir = flags.out ?? starter.folder;
      const file = join(dir, name + starter.extension);
      write(file, dir, starter.text(name));
      if (flags.json) writeJson(io, {file});
      else writeLines(io, [`${file} is yours to change`, ...starter.next(file).map(n => `  next: ${n}`)]);
      done(0);
    });
};

/** As the ids of the schema: they become parts of commands, links and rule references. */
const NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

interface Starter {
  /** Where such files are kept. */
  folder: string;
  extension: string;
  text: (name: string) => string;
  next: (file: string) => string[];
}

const STARTERS: Readonly<Record<string, Starter>> = dictionary({
  scenario: {
    folder: 'scenarios',
    extension: '.yaml',
    text: scenarioStarter,
    next: file => [`kubedrill lint --scenarios ${file}`, `kubedrill run ${file}`],
  },
  rule: {
    folder: 'rules',
    extension: '.yml',
    text: id => ruleStarter({id, uuid: randomUUID(), date: realClock.wall().toISOString().slice(0, 10)}),
    next: file => [
      `kubedrill lint --rules ${file}`,
      'name it in a scenario: {stage: alerted, within: 30s, rule: NAME}',
    ],
  },
});

function write(file: string, dir: string, text: string): void {
  try {
    makeDir(dir);
    writeFileSync(file, text, {flag: 'wx'});
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw usageError(`${file} exists and is not overwritten`, ['choose another name or --out']);
    throw usageError(`${file} cannot be written: ${message}`, ['name another place with --out']);
  }
}
