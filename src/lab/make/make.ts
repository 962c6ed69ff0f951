import {cpSync, existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {stringify} from 'yaml';
import {usageError} from '../../lib/errors.js';
import {makeDir} from '../../lib/files/files.js';
import {readText} from '../../lib/files/read-text.js';
import {textIn} from '../../scenario/exercise/people.js';
import {type CheckOptions, checkLab} from '../check.js';
import {LAB_FILE, readLab} from '../load.js';
import type {LabFile} from '../schema.js';
import type {Checked} from '../verdict.js';
import {type Facts, factsOf} from './facts.js';
import {type Files, POLICY, practice, STACK, type Way} from './way.js';

/** What a lab is made of. */
export interface Wanted {
  /** The name of its folder. */
  name: string;
  /** Id of a scenario of the package, or ID:VARIANT. */
  scenario: string;
  way: Way;
  /** Where its folder comes to lie; it must not be there yet. */
  dir: string;
}

const MINUTES = 8;
const SCHEMA = 'https://raw.githubusercontent.com/kubedrill/kubedrill/main/schemas/lab.schema.json';

/**
 * Makes a lab, and plays it: its start must be broken, and its solution must solve it.
 *
 * @returns what the check says of its start
 * @throws DrillError (exit code 2) for a scenario that cannot be broken this way, with what was found instead
 */
export async function makeLab({name, scenario, way, dir}: Wanted, options: CheckOptions): Promise<Checked> {
  if (existsSync(dir))
    throw usageError(`${dir} is there already, and nothing in it is overwritten`, ['name another place']);
  const facts = factsOf(scenario);
  const broken = way.breaks(facts);
  if (!broken) throw usageError(`nothing of ${scenario} can break this way: ${way.title}`, ['choose another way']);
  const draft = mkdtempSync(join(tmpdir(), 'kubedrill-lab-new-'));
  try {
    const whole = way.whole?.(facts) ?? wholeChain(facts);
    writeFiles(join(draft, 'start'), {...whole, ...broken});
    writeFiles(join(draft, 'solution'), Object.fromEntries(Object.keys(broken).map(file => [file, whole[file] ?? ''])));
    const file = labFile(facts, way, Object.keys(broken));
    writeLab(draft, file);
    const start = await checkLab(readLab(draft, name), join(draft, 'start'), options);
    if (start.solved)
      throw usageError(
        `${scenario} is ${way.track === 'response' ? 'contained' : 'detected'} all the same: ${way.title}`,
        ['choose another way or another scenario'],
      );
    await checkSolved(draft, name, options);
    const wrong = await wrongOnes(draft, name, way.wrong?.(facts) ?? {}, options);
    writeLab(draft, {...file, broken: {at: start.at, says: saysOf(start)}, ...(wrong.length && {wrong})});
    makeDir(dirname(dir));
    cpSync(draft, dir, {recursive: true});
    return start;
  } finally {
    rmSync(draft, {recursive: true, force: true});
  }
}

/** A chain that holds, every file of it. */
const wholeChain = ({policy, rules}: Facts): Files => ({
  [POLICY]: policy,
  [STACK]: practice(),
  ...Object.fromEntries(Object.entries(rules).map(([name, text]) => [`rules/${name}`, text])),
});

/** @throws DrillError where the chain does not hold even unbroken, as with an attack that needs a node */
async function checkSolved(draft: string, name: string, options: CheckOptions): Promise<void> {
  const mended = join(draft, 'mended');
  for (const part of ['start', 'solution']) cpSync(join(draft, part), mended, {recursive: true});
  const {solved, attacks, open, harm} = await checkLab(readLab(draft, name), mended, options);
  rmSync(mended, {recursive: true});
  const why =
    attacks.map(attack => attack.why).find(text => text !== undefined) ?? open[0] ?? harm[0] ?? 'it is not detected';
  if (!solved)
    throw usageError(`no lab can be made of it: with everything in order, ${why}`, ['choose another scenario']);
}

/** Plays plausible solutions that are none, and keeps those that are none here, with where each ends. */
async function wrongOnes(
  draft: string,
  name: string,
  wrong: Readonly<Record<string, Files>>,
  options: CheckOptions,
): Promise<LabFile['wrong']> {
  const kept: LabFile['wrong'] = [];
  const start = readFiles(
    join(draft, 'start'),
    Object.values(wrong).flatMap(files => Object.keys(files)),
  );
  for (const [called, files] of Object.entries(wrong)) {
    if (Object.entries(files).every(([file, text]) => start[file] === text)) continue;
    const tried = join(draft, 'tried');
    cpSync(join(draft, 'start'), tried, {recursive: true});
    writeFiles(tried, files);
    const {solved, at} = await checkLab(readLab(draft, name), tried, options);
    rmSync(tried, {recursive: true});
    if (solved) continue;
    writeFiles(join(draft, 'wrong', called), files);
    kept.push({name: called, at});
  }
  return kept;
}

const readFiles = (dir: string, names: readonly string[]): Files =>
  Object.fromEntries(names.map(name => [name, readText(join(dir, name))]));

/** The first words of what the check says, which do not change from one check to the next. */
function saysOf({attacks, open, harm}: Checked): string {
  const why = attacks.map(attack => attack.why).find(text => text !== undefined) ?? open[0] ?? harm[0] ?? '';
  return (/^[^:;,(/0-9]+/.exec(why)?.[0] ?? why).trim();
}

function labFile(facts: Facts, way: Way, edit: readonly string[]): Omit<LabFile, 'limits' | 'wrong'> {
  const {id, scenario} = facts;
  const happened = textIn(scenario.title, 'en');
  const text = [
    scenario.description.trim(),
    ...(way.track === 'response'
      ? [
          `${way.symptom} This is what happened: ${happened}.`,
          'Contain the attack in time, and take nothing down that has nothing to do with it.',
        ]
      : [
          `${way.symptom} This is what happened: ${happened}. Nobody was alerted.`,
          'Mend the chain so that the attack is detected in time, and its harmless twin sets nothing off.',
        ]),
  ];
  return {
    title: `${way.track === 'response' ? 'Open' : 'Unseen'}: ${happened}`,
    ...{track: way.track, order: 1, minutes: MINUTES, text: `${text.join('\n\n')}\n`},
    ...{scenarios: [id], edit: [...edit], broken: {at: 'alerted', says: 'no'}},
    ...{hints: [...way.hints(facts)], solution: way.solution},
  };
}

function writeLab(dir: string, file: object): void {
  writeFileSync(join(dir, LAB_FILE), `# yaml-language-server: $schema=${SCHEMA}\n${stringify(file, {lineWidth: 120})}`);
}

function writeFiles(dir: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    makeDir(dirname(join(dir, name)));
    writeFileSync(join(dir, name), text);
  }
}
