import {join} from 'node:path';
import {factsOf} from '../../lab/make/facts.js';
import {makeLab} from '../../lab/make/make.js';
import {LAB_WAYS} from '../../lab/make/ways.js';
import {TRACKS} from '../../lab/schema.js';
import {EXIT, usageError} from '../../lib/errors.js';
import {nearest} from '../../lib/text/suggest.js';
import {watchInterrupts} from '../interrupts.js';
import {type Io, writeJson, writeLines} from '../io.js';
import {packageVersion} from '../version.js';
import type {LabFlags} from './check.js';

/** Flags of `lab new`. */
export interface NewFlags extends LabFlags {
  scenario?: string;
  way?: string;
  track?: string;
}

/** As the names of the labs of the package: it is a folder and a part of commands. */
const NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/**
 * The first way of a track by which an attack can be broken.
 *
 * @throws DrillError (exit code 2) where there is no such track, or no such way
 */
function wayOfTrack(track: string, scenario: string): string {
  if (!Object.hasOwn(TRACKS, track))
    throw usageError(`--track ${track} is not one of ${Object.keys(TRACKS).join(', ')}`);
  const facts = factsOf(scenario);
  const found = Object.entries(LAB_WAYS).find(([, way]) => way.track === track && way.breaks(facts));
  if (!found) throw usageError(`nothing of ${scenario} can break in the track ${track}`, ['choose another scenario']);
  return found[0];
}

/** The name of the way that is asked for, or the first of its track; undefined: neither was said. */
function wayAsked({way, track, scenario}: NewFlags): string | undefined {
  if (way !== undefined || track === undefined || scenario === undefined) return way;
  return wayOfTrack(track, scenario);
}

/** `kubedrill lab new`: a lab of a scenario and a way of breaking the chain, played once broken and once mended. */
export async function newLab([name, dir]: readonly string[], flags: NewFlags, io: Io): Promise<number> {
  const {scenario} = flags;
  const called = wayAsked(flags);
  if (name === undefined || scenario === undefined || called === undefined)
    throw usageError('say its name, --scenario and --way', [
      'kubedrill lab new secrets-dropped --scenario secrets-listed --way policy-none',
      ...Object.entries(LAB_WAYS).map(([way, {title}]) => `--way ${way}: ${title}`),
    ]);
  if (!NAME.test(name)) throw usageError(`${name} must be lower-case letters, digits and dashes`);
  const way = LAB_WAYS[called];
  if (!way) {
    const near = nearest(called, Object.keys(LAB_WAYS));
    throw usageError(`--way ${called} is not one of ${Object.keys(LAB_WAYS).join(', ')}`, [
      ...(near === undefined ? [] : [`did you mean ${near}?`]),
    ]);
  }
  const folder = dir ?? join('labs', name);
  const interrupts = watchInterrupts(io, () => {});
  try {
    const options = {env: io.env, version: packageVersion(), signal: interrupts.signal};
    const {at, attacks} = await makeLab({name, scenario, way, dir: folder}, options);
    const why = attacks.map(attack => attack.why).find(text => text !== undefined);
    if (flags.json) writeJson(io, {lab: name, folder, scenario, way: called, broken: at, why});
    else {
      const place = folder.includes('/') ? folder : `./${folder}`;
      writeLines(io, [
        `${folder} is a lab: its start is broken at ${at}, and its solution solves it`,
        ...(why === undefined ? [] : [`  the check says: ${why}`]),
        `  next: write what happened in your own words in ${join(folder, 'lab.yaml')}`,
        `  next: kubedrill lab start ${place} mine`,
      ]);
    }
    return EXIT.ok;
  } finally {
    interrupts.close();
  }
}
