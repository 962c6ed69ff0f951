import {join} from 'node:path';
import {writeAtomic} from '../lib/files/files.js';
import type {ScoreCard} from '../score/card.js';
import type {RunView} from '../view/view.js';
import {aarFiles} from './aar/files.js';
import {isPlayed, type Played} from './aar/people.js';
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
  for (const {file, render} of Object.values(FORMATS)) keep(written, join(dir, file), () => render(view, card));
  if (isPlayed(view)) writeAar(dir, view, card, written);
  return written;
}

function writeAar(dir: string, view: Played, card: ScoreCard, written: Written): void {
  try {
    for (const [file, text] of Object.entries(aarFiles(view, card, dir))) keep(written, join(dir, file), () => text);
  } catch (error) {
    written.error ??= error;
  }
}

function keep(written: Written, path: string, render: () => string): void {
  try {
    writeAtomic(path, render());
    written.paths.push(path);
  } catch (error) {
    written.error ??= error;
  }
}
