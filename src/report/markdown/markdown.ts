import type {ScoreCard} from '../../score/card.js';
import type {RunView} from '../../view/view.js';
import {afterAction} from '../document/after-action.js';
import type {Section} from '../document/document.js';
import {blockOf} from './blocks.js';
import {blocks, text} from './text.js';

/** The after-action report as Markdown that GitHub, GitLab and wikis show alike. */
export function markdownReport(view: RunView, card: ScoreCard): string {
  const {title, head, sections} = afterAction(view, card);
  return `${blocks(`# ${text(title)}`, ...head.map(blockOf), ...sections.map(sectionOf))}\n`;
}

const sectionOf = ({title, figure, blocks: all}: Section): string =>
  blocks(`## ${text([title, figure?.value, figure?.of].filter(Boolean).join(' '))}`, ...all.map(blockOf));
