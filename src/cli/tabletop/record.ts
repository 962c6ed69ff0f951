import {join} from 'node:path';
import {readEvents} from '../../events/read.js';
import {usageError} from '../../lib/errors.js';
import {onDisk} from '../../lib/files/disk.js';
import {makeDir, writeAtomic} from '../../lib/files/files.js';
import {everyScenario} from '../../scenario/load.js';
import {cardsName} from '../../tabletop/cards/load.js';
import {cardsOf, isRecorded} from '../../tabletop/cards/record.js';
import {viewOf} from '../../view/fold.js';
import {type Io, tellLines, writeLines} from '../io.js';
import {eventsFile} from '../run/folder.js';

/** `kubedrill tabletop cards RUN -o DIR`: evidence cards of every scenario of a run that was carried out. */
export function recordCards(run: string, {output, out}: {output: string; out: string}, io: Io): number {
  const view = viewOf(readEvents(eventsFile(run, out)));
  const recorded = view.scenarios.filter(isRecorded);
  if (!recorded.length) {
    throw usageError('nothing in this run was carried out, so that there is no evidence to make cards of', [
      'name a run that has ended: kubedrill run --all, then kubedrill tabletop cards latest -o cards/',
    ]);
  }
  const known = new Map(everyScenario(true).map(scenario => [scenario.id, scenario]));
  onDisk(output, () => makeDir(output));
  for (const scenario of recorded) {
    const file = join(output, cardsName(scenario.plan.id));
    const cards = cardsOf(scenario, view, known.get(scenario.plan.id));
    onDisk(file, () => writeAtomic(file, `${JSON.stringify(cards, null, 1)}\n`, 0o644));
    writeLines(io, [file]);
  }
  const left = view.scenarios.filter(scenario => !isRecorded(scenario)).map(({plan}) => plan.id);
  if (left.length) tellLines(io, [`kubedrill: no cards of what was not carried out: ${left.join(', ')}`]);
  return 0;
}
