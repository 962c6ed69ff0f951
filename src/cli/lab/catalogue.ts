import type {Lab} from '../../lab/load.js';
import type {Done} from '../../lab/progress.js';
import {TRACKS} from '../../lab/schema.js';
import type {Symbols} from '../../view/symbols.js';
import {left, right} from '../../view/text.js';

/** Every lab by track, with how far the learner is. */
export function catalogueLines(
  labs: readonly Lab[],
  progress: Readonly<Record<string, Done>>,
  symbols: Symbols,
): string[] {
  const wide = Math.max(...labs.map(({id}) => id.length));
  const solved = labs.filter(({id}) => progress[id]?.solvedAt !== undefined).length;
  const next = labs.find(({id}) => progress[id]?.solvedAt === undefined);
  return [
    ...Object.entries(TRACKS).flatMap(([track, title]) => {
      const own = labs.filter(lab => lab.track === track);
      return own.length ? [title, ...own.map(lab => line(lab, progress[lab.id], wide, symbols)), ''] : [];
    }),
    `${solved} of ${labs.length} solved${next ? `; next: kubedrill lab start ${next.id}` : ''}`,
  ];
}

function line({id, title, minutes}: Lab, done: Done | undefined, wide: number, symbols: Symbols): string {
  const state = done?.solvedAt !== undefined ? symbols.ok : done ? symbols.running : ' ';
  return `  ${state} ${left(id, wide)}  ${right(`${minutes} min`, 6)}  ${title}`;
}
