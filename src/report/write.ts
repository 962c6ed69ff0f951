import {join} from 'node:path';
import {writeAtomic} from '../lib/files.js';
import type {ScoreCard} from '../score/card.js';
import type {RunView} from '../view/view.js';
import {FORMATS} from './formats.js';

/** Writes every report into a run's folder; returns their paths. */
export function writeReports(dir: string, view: RunView, card: ScoreCard): string[] {
  return Object.values(FORMATS).map(({file, render}) => {
    const path = join(dir, file);
    writeAtomic(path, render(view, card));
    return path;
  });
}
