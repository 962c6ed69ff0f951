import {dictionary} from '../lib/json/dictionary.js';
import type {ScoreCard} from '../score/card.js';
import type {RunView} from '../view/view.js';
import {jsonReport} from './data/json.js';
import {junitReport} from './data/junit.js';
import {navigatorReport} from './data/navigator.js';
import {htmlReport} from './html/page.js';
import {markdownReport} from './markdown/markdown.js';

/** A report: the file it is, and how it is made from a run. */
export interface ReportFormat {
  file: string;
  render: (view: RunView, card: ScoreCard) => string;
}

/** Every format, one line each. */
export const FORMATS = dictionary({
  html: {file: 'report.html', render: htmlReport},
  md: {file: 'report.md', render: markdownReport},
  json: {file: 'result.json', render: jsonReport},
  junit: {file: 'junit.xml', render: junitReport},
  navigator: {file: 'navigator.json', render: navigatorReport},
}) satisfies Record<string, ReportFormat>;

export type Format = keyof typeof FORMATS;
