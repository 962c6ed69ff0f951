import {expect, test} from 'vitest';
import {FORMATS, type Format} from '../../src/report/formats.js';
import {scoreRun} from '../../src/score/card.js';
import {drillView} from '../helpers/events.js';

test.each(Object.keys(FORMATS) as Format[])(
  '%s says once that a cluster was simulated, and no word of a machine',
  format => {
    const view = drillView({simulated: true, variant: 'one missed'});
    const text = FORMATS[format].render(view, scoreRun(view));
    expect(text).not.toMatch(/simulated\W+simulated/i);
    if (format !== 'json') expect(text).not.toMatch(/\bundefined\b|\bnull\b|\bNaN\b|\[object /);
  },
);
