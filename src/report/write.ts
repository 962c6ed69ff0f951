import {join} from 'node:path';
import {writeAtomic} from '../lib/files/files.js';
import type {ScoreCard} from '../score/card.js';
import type {RunView} from '../view/view.js';
import {FORMATS} from './formats.js';

/** What became of the reports of a run. */
export interface Written {
  /** The paths of those that were written. */
  paths: string[];
  /** Why the first of the others was not. */
  error?: unknown;
}

/** Writes every report into a run's folder; one that cannot be written stops no other. */
export function writeReports(dir: string, view: RunView, card: ScoreCard): Written {
  const written: Written = {paths: []};
  for (const {file, render} of Object.values(FORMATS)) {
    const path = join(dir, file);
    try {
      writeAtomic(path, render(view, card));
      written.paths.push(path);
    } catch (error) {
      written.error ??= error;
    }
  }
  return written;
}
