import type {ScoreCard} from '../../score/card.js';
import type {RunView} from '../../view/view.js';
import {afterAction} from '../document/after-action.js';
import type {Document, Section} from '../document/document.js';
import {blockOf} from './blocks.js';
import {blocks, text} from './text.js';

/** The after-action report as Markdown that GitHub, GitLab and wikis show alike. */
export const markdownReport = (view: RunView, card: ScoreCard): string => markdownOf(afterAction(view, card));

/** A document as Markdown. */
export function markdownOf({title, head, sections}: Document): string {
  return `${blocks(`# ${text(title)}`, ...head.map(blockOf), ...sections.map(sectionOf))}\n`;
}

const sectionOf = ({title, figure, blocks: all}: Section): string =>
  blocks(`## ${text([title, figure?.value, figure?.of].filter(Boolean).join(' '))}`, ...all.map(blockOf));
