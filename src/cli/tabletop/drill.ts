import {randomInt} from 'node:crypto';
import {join} from 'node:path';
import {usageError} from '../../lib/errors.js';
import {onDisk} from '../../lib/files/disk.js';
import {makeDir, writeAtomic} from '../../lib/files/files.js';
import {varied} from '../../scenario/exercise/vary.js';
import {everyScenario, type LoadedDrill, loadDrill} from '../../scenario/load.js';
import {loadDeck, scenariosWithCards} from '../../tabletop/cards/load.js';
import {drawnStory} from '../../tabletop/story/draw.js';
import {type Io, tellLines} from '../io.js';
import {countFlag, SEED} from '../number-flags.js';
import type {TabletopFlags} from './flags.js';

/** Which drill is played where none is named. */
const FIRST = 'leaked-token';

/** A drill as it is played, and the seed that it, and its dice, come from. */
export interface Chosen {
  drill: LoadedDrill;
  seed: number;
}

/**
 * The drill that is named, or one that is drawn from the catalogue and written to a file, so that it can be read, changed
 * and played again.
 *
 * @throws DrillError (exit code 2) where both are asked for
 */
export function chosenDrill(name: string | undefined, flags: TabletopFlags, io: Io): Chosen {
  if (!flags.random) {
    const seed = countFlag('--seed', flags.seed ?? '1', SEED);
    return {drill: varied(loadDrill(name ?? FIRST), seed), seed};
  }
  if (name !== undefined) throw usageError(`--random draws a story of its own: leave out ${name}`);
  const seed = flags.seed === undefined ? randomInt(SEED.most + 1) : countFlag('--seed', flags.seed, SEED);
  const known = new Set(scenariosWithCards());
  const scenarios = everyScenario(false).filter(({id}) => known.has(id));
  const deck = loadDeck(
    scenarios.map(({id}) => id),
    flags.cards,
  );
  const folder = join(flags.out, 'stories');
  const file = join(folder, `story-${seed}.yaml`);
  onDisk(folder, () => makeDir(folder));
  onDisk(file, () => writeAtomic(file, drawnStory(seed, scenarios, deck)));
  if (!flags.quiet) tellLines(io, [`kubedrill: story ${seed}, drawn from the catalogue: ${file}`]);
  return {drill: loadDrill(file), seed};
}
