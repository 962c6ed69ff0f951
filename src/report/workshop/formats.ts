import {join} from 'node:path';
import {writeAtomic} from '../../lib/files/files.js';
import {dictionary} from '../../lib/json/dictionary.js';
import {pageOf} from '../html/page.js';
import {markdownOf} from '../markdown/markdown.js';
import {workshopDocument} from './document.js';
import type {WorkshopRecord} from './record.js';
import {workshopResult} from './result.js';

/** Every format of a workshop's report: its file, and how it is made. `name`: the folder, as commands call it. */
export const WORKSHOP_FORMATS = dictionary({
  html: {file: 'report.html', render: (record: WorkshopRecord, name: string) => pageOf(workshopDocument(record, name))},
  md: {file: 'report.md', render: (record: WorkshopRecord, name: string) => markdownOf(workshopDocument(record, name))},
  json: {
    file: 'result.json',
    render: (record: WorkshopRecord) => `${JSON.stringify(workshopResult(record), null, 2)}\n`,
  },
});

/** Writes every report of a workshop into its folder; returns their paths. */
export function writeWorkshopReports(dir: string, record: WorkshopRecord): string[] {
  return Object.values(WORKSHOP_FORMATS).map(({file, render}) => {
    const path = join(dir, file);
    writeAtomic(path, render(record, dir));
    return path;
  });
}
