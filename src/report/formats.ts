import {dictionary} from '../lib/dictionary.js';
import type {ScoreCard} from '../score/card.js';
import type {RunView} from '../view/view.js';
import {htmlReport} from './html/page.js';
import {jsonReport} from './json.js';
import {junitReport} from './junit.js';
import {markdownReport} from './markdown.js';
import {navigatorReport} from './navigator.js';

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
