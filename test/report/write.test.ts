import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {FORMATS} from '../../src/report/formats.js';
import {writeReports} from '../../src/report/write.js';
import {scoreRun} from '../../src/score/card.js';
import {drillView} from '../helpers/events.js';
import {mixedRun} from './sample.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'kd-reports-'));
});
afterEach(() => rmSync(dir, {recursive: true, force: true}));

describe('the reports of a run', () => {
  test('are written into its folder, every format as its own file, and nothing beside them', () => {
    const view = mixedRun();
    const {paths} = writeReports(dir, view, scoreRun(view));
    const files = ['junit.xml', 'navigator.json', 'report.html', 'report.md', 'result.json'];
    expect(readdirSync(dir).sort()).toEqual(files);
    expect(paths.toSorted()).toEqual(files.map(file => join(dir, file)));
  });

  test('are what their formats render, and end with a line end', () => {
    const view = mixedRun();
    const card = scoreRun(view);
    writeReports(dir, view, card);
    for (const {file, render} of Object.values(FORMATS)) {
      const text = readFileSync(join(dir, file), 'utf8');
      expect(text).toBe(render(view, card));
      expect(text.endsWith('\n')).toBe(true);
    }
  });

  test('replace older ones, and make the folder where it is missing', () => {
    writeFileSync(join(dir, 'result.json'), 'old');
    const view = mixedRun();
    writeReports(dir, view, scoreRun(view));
    expect(JSON.parse(readFileSync(join(dir, 'result.json'), 'utf8')).schemaVersion).toBe(1);
    expect(writeReports(join(dir, 'new', 'run'), view, scoreRun(view)).paths).toHaveLength(5);
  });

  test('can be written of a run that was cut off at any moment', () => {
    for (const untilMs of [-1, 0, 13_000, 15_000, 20_000]) {
      const view = drillView({untilMs});
      expect(writeReports(dir, view, scoreRun(view)).paths).toHaveLength(5);
    }
  });

  test('are the same whenever they are made of the same events', () => {
    for (const {render} of Object.values(FORMATS)) {
      const [one, other] = [mixedRun(), mixedRun()];
      expect(render(one, scoreRun(one))).toBe(render(other, scoreRun(other)));
    }
  });
});
