import {dictionary} from '../lib/json/dictionary.js';
import type {ScoreCard} from '../score/card.js';
import type {RunView} from '../view/view.js';
import {annotationsReport} from './ci/annotations.js';
import {jobSummary} from './ci/job-summary.js';
import {outputsReport} from './ci/outputs.js';
import {jsonReport} from './data/json.js';
import {junitReport} from './data/junit.js';
import {navigatorReport} from './data/navigator.js';
import {htmlReport} from './html/page.js';
import {markdownReport} from './markdown/markdown.js';
import {prometheusReport} from './metrics/prometheus.js';

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

/** What is made when it is asked for, and not kept in a run's folder: one line each. */
export const ASKED_FORMATS = dictionary({
  'github-summary': jobSummary,
  'github-annotations': annotationsReport,
  'github-outputs': outputsReport,
  prometheus: prometheusReport,
}) satisfies Record<string, ReportFormat['render']>;

/** The names of all formats. */
export const FORMAT_NAMES = [...Object.keys(FORMATS), ...Object.keys(ASKED_FORMATS)];

/** How a format is made from a run; undefined where there is none of that name. */
export const rendererOf = (name: string): ReportFormat['render'] | undefined =>
  Object.hasOwn(FORMATS, name)
    ? FORMATS[name as keyof typeof FORMATS].render
    : ASKED_FORMATS[name as keyof typeof ASKED_FORMATS];
