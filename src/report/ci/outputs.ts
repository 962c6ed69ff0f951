import type {ScoreCard} from '../../score/card.js';
import type {RunView} from '../../view/view.js';
import {noticesOf} from './notices.js';

/** What later steps of a workflow can ask for, as lines for `GITHUB_OUTPUT`. No value has a line end. */
export const outputsReport = (view: RunView, card: ScoreCard): string =>
  `score=${card.total}\nfindings=${noticesOf(view, card).length}\n`;
