import fc from 'fast-check';
import {expect, test} from 'vitest';
import {EXIT} from '../../src/lib/errors.js';
import {FORMATS} from '../../src/report/formats.js';
import {scoreRun} from '../../src/score/card.js';
import {exitCodeOf} from '../../src/score/exit-code.js';
import {viewOf} from '../../src/view/fold.js';
import {drillEvents, type Variant} from '../helpers/events.js';

const VARIANTS: Variant[] = ['all fine', 'one missed', 'one late', 'inconclusive', 'interrupted', 'false alarm'];

test('a run that was killed anywhere has every report, a score within its bounds, and never counts as passed', () => {
  const cut = fc.record({variant: fc.constantFrom(...VARIANTS), share: fc.double({min: 0, max: 1, noNaN: true})});
  fc.assert(
    fc.property(cut, ({variant, share}) => {
      const events = drillEvents({variant});
      const kept = events.slice(0, Math.max(1, Math.floor(events.length * share)));
      const view = viewOf(kept);
      const card = scoreRun(view);
      for (const {render} of Object.values(FORMATS)) expect(render(view, card).length).toBeGreaterThan(0);
      expect(card.total).toBeGreaterThanOrEqual(0);
      expect(card.total).toBeLessThanOrEqual(100);
      if (kept.length < events.length) expect(exitCodeOf(view, card.total)).not.toBe(EXIT.ok);
    }),
    {numRuns: 60},
  );
});
