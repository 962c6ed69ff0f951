import type {ScoreCard} from '../../score/card.js';
import type {RunView} from '../../view/view.js';
import {markdownReport} from '../markdown/markdown.js';

/** GitHub takes 1 MiB of a step, and of more it takes nothing at all; earlier steps' lines may stand before. */
const MOST_BYTES = 1_000_000;

/**
 * `report.md` for a job's summary: cut where a section begins, so that what is there is whole, and said to be cut.
 *
 * @param most bytes in UTF-8
 */
export function jobSummary(view: RunView, card: ScoreCard, most: number = MOST_BYTES): string {
  const text = markdownReport(view, card);
  if (bytes(text) <= most) return text;
  const sections = text.split(/(?=^#{1,3} )/m);
  const note = (left: number) =>
    `\n> Cut here: ${left} more ${left === 1 ? 'part is' : 'parts are'} in report.md of the run's folder.\n`;
  const room = most - bytes(note(sections.length));
  let kept = '';
  for (const [i, section] of sections.entries()) {
    if (bytes(kept) + bytes(section) > room) return kept + note(sections.length - i);
    kept += section;
  }
  return kept;
}

const bytes = (text: string): number => Buffer.byteLength(text, 'utf8');
